param location string
param place string = 'eastus'
resource cache 'Microsoft.Cache/redis@2023-08-01' = {
  name: 'cache'
  location: location
}
resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: 'bus'
  location: place
}
