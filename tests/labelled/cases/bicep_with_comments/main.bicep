param location string = 'francecentral'

// resource old 'Microsoft.Sql/servers@2023-08-01' = { name: 'old' }
/* resource older 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: 'older'
} */
resource queue 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: 'queue'
  location: location
}
