param location string
param webLocation string
resource web 'Microsoft.Web/staticSites@2022-09-01' = {
  name: 'web'
  location: webLocation
}
resource search 'Microsoft.Search/searchServices@2023-11-01' = {
  name: 'search'
  location: location
}
