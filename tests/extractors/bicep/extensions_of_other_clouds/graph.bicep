extension microsoftGraphV1
extension 'br:mcr.microsoft.com/bicep/extensions/microsoftgraph/v1.0:0.1.8-preview'
extension kubernetes with {
  namespace: 'default'
  kubeConfig: kubeConfig
} as k8s

resource admins 'Microsoft.Graph/groups@v1.0' = {
  displayName: 'admins'
  uniqueName: 'admins'
}

resource web 'apps/Deployment@v1' = {
  metadata: { name: 'web' }
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'web'
            image: 'nginx:1.27'
            env: [ { name: 'OPENAI_API_KEY', value: key } ]
          }
        ]
      }
    }
  }
}

resource certificate 'cert-manager.io/Certificate@v1' = {
  metadata: { name: 'tls' }
}
