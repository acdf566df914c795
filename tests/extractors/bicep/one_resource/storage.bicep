resource store 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: 'invoices'
  location: 'francecentral'
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
}
