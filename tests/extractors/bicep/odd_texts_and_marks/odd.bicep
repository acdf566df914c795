metadata description = 'none'
import { lockType } from 'br/public:avm/utl/types/avm-common-types:0.2.1'
import * as own from './types.bicep'
func url(name string) string => 'https://${name}.blob.core.windows.net'
type sku = 'a' | 'b'
assert big = 1 < 2

var nested = 'a${b ? 'c${d}' : 'e'}f'
var escaped = 'it\'s \u{1F600} ${'$'} \${not} \\'
var script = '''
curl https://packages.microsoft.com/keys/microsoft.asc # it's not the end
resource inText 'Microsoft.Fake/things@2020-01-01' = {
}
'''
var endpoint = $'''https://${account}.documents.azure.com'''
#disable-next-line no-hardcoded-env-urls
resource é 'Microsoft.Fake/é@2020-01-01' = { name: 'x' }
resource _under_1 'microsoft.web/Sites@2022-09-01'={name:'tight'
location:'West Europe'}
resource newRelic 'NewRelic.Observability/monitors@2024-03-01' = { name: 'm', location: 'eastus' }
resource gone 'Microsoft.Logic/workflows@2019-05-01' = if (false) { name: 'w' }
output where string = _under_1.location
