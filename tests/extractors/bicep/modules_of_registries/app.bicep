param location string = 'swedencentral'

module storage 'br/public:avm/res/storage/storage-account:0.9.0' = {
  name: 'storage'
  params: {
    name: 'files'
    location: location
  }
}

module server 'br:mcr.microsoft.com/bicep/avm/res/db-for-postgre-sql/flexible-server:0.1.4' = if (useDatabase) {
  name: 'db'
  params: { name: 'db', administratorLogin: 'admin' }
}

module records 'br/public:avm/res/network/private-dns-zone/a:0.1.0' = [for name in names: {
  name: name
  params: { name: name }
}]

module pattern 'br/public:avm/ptn/azd/monitoring:0.2.1' = {
  name: 'monitoring'
}

module own 'br:acme.azurecr.io/bicep/modules/network:v2' = {
  name: 'network'
  params: { endpoint: 'https://shop.vault.azure.net/' }
}

module aliased 'br/acme:database:v1' = {
  name: 'database'
}

module unexplained 'br/nobody:database:v1' = {
  name: 'database2'
}

module template 'ts/specs:landing-zone:1.0' = {
  name: 'landing'
}

module near './near.bicep' = {
  name: 'near'
}
