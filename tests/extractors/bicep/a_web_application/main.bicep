targetScope = 'resourceGroup'

@description('Where it runs, for example resource fake \'Microsoft.Fake/things@2020-01-01\'.')
@allowed([
  'westeurope'
  'francecentral'
])
param location string = 'westeurope'
param siteName string = 'shop-${uniqueString(resourceGroup().id)}'
@secure()
param dbPassword string
param lock lockType?

var place = location
var apiBase = 'https://api.openai.com/v1' // resource other 'Microsoft.Fake/others@2020-01-01'
var mail = {
  host: 'smtp.acme.example'
  port: 587
}

/* resource commented 'Microsoft.Fake/comments@2020-01-01' = {
} */

resource plan 'Microsoft.Web/serverfarms@2022-09-01' = {
  name: '${siteName}-plan'
  location: place
  sku: { name: 'P1v3', tier: 'PremiumV3' }
}

resource site 'Microsoft.Web/sites@2022-09-01' = {
  name: siteName
  location: location
  tags: union({ owner: 'https://tags.acme.example' }, {})
  properties: {
    serverFarmId: plan.id
    siteConfig: {
      linuxFxVersion: 'DOCKER|ghcr.io/acme/shop:2.1'
      appSettings: concat([
        {
          name: 'OPENAI_BASE_URL'
          value: apiBase
        }
        {
          name: 'STRIPE_SECRET_KEY'
          value: 'sk_live_not_to_be_shown'
        }
        { name: 'REDIS_URL', value: 'rediss://:${dbPassword}@cache-shop.redis.cache.windows.net:6380' }
      ], [])
    }
  }
}

resource settings 'Microsoft.Web/sites/config@2022-09-01' = {
  parent: site
  name: 'appsettings'
  properties: {
    SENTRY_DSN: 'https://0123456789@sentry.acme.example/4'
    MAIL_HOST: mail.host
    DATABASE_URL: 'Server=tcp:shop${environment().suffixes.sqlServerHostname};Password=${dbPassword}'
  }
}

resource job 'Microsoft.App/jobs@2024-03-01' = {
  name: 'nightly'
  location: resourceGroup().location
  properties: {
    template: {
      containers: [
        {
          name: 'nightly'
          image: 'docker.io/acme/nightly:1.4'
          env: [
            { name: 'AZURE_STORAGE_ACCOUNT', value: store.name }
          ]
        }
      ]
    }
  }
}

resource store 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: 'shared'
  scope: resourceGroup('common')
}

resource gpt 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {
  name: 'gpt'
  properties: {
    model: { format: 'OpenAI', name: 'gpt-4o', version: '2024-08-06' }
  }
}

output endpoint string = site.properties.defaultHostName
