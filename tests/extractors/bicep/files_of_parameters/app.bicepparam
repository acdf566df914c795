using 'app.bicep'

param location = 'switzerlandnorth'
param endpoint = 'https://shop.search.windows.net'
param secret = getSecret('00000000-0000-0000-0000-000000000000', 'rg', 'vault', 'password')
param chatModelName = 'gpt-4o-mini'
