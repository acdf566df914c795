param location string = resourceGroup().location
param regions array = [
  'francecentral'
  'germanywestcentral'
]

resource vnet 'Microsoft.Network/virtualNetworks@2023-09-01' = {
  name: 'main'
  location: 'northeurope'

  resource front 'subnets' = {
    name: 'front'
    properties: { addressPrefix: '10.0.1.0/24' }
  }

  @batchSize(1)
  resource back 'subnets@2023-09-01' = [for i in range(0, 2): {
    name: 'back${i}'

    resource deeper 'things' existing = {
      name: 'deeper'
    }
  }]
}

resource db 'Microsoft.DocumentDB/databaseAccounts@2024-05-15' = [
  for region in regions: if (region != 'eastus') {
    name: 'cosmos-${region}'
    location: region
  }
]

resource rule 'Microsoft.Network/networkSecurityGroups/securityRules@2023-09-01' = if (enabled
  && !empty(regions)) {
  name: condition
    ? 'nsg/allow'
    : 'nsg/deny'
  properties: {
    'quoted-key': 'x'
    ...common
    items: [for (item, index) in items: {
      url: 'https://management.azure.com/'
    }]
    inline: [for x in y: x.name]
  }
}

resource untyped 'Microsoft.Compute/virtualMachines@2023-09-01' = {}
