resource first 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'not closed
  location: 'francecentral'
}
resource
resource nothing
resource noType = {
}
resource notAType 'storage' = {
}
resource mismatched 'Microsoft.Web/sites@2022-09-01' = {
  properties: [
    }
  ]
}
module 'x'
param
var
}}}]])
resource last 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: 'kept'
  properties: {
    uri: 'https://kept.vault.azure.net
