// Deprecated: use example.com/shop/v2.
// It moved in 2023.
module example.com/shop

go 1.23.0

toolchain go1.23.4

require (
	github.com/Azure/azure-sdk-for-go/sdk/azcore v1.11.1 // pinned: see the notes
	github.com/aws/aws-sdk-go-v2/service/s3 v1.48.1
	github.com/mattn/go-sqlite3 v2.0.3+incompatible
	// the next one has no tags
	golang.org/x/exp v0.0.0-20240119083558-1b970713d09a
	gopkg.in/yaml.v3 v3.0.1
)

require (
	github.com/davecgh/go-spew v1.1.1 // indirect
	github.com/kr/pretty v0.3.1 //indirect
	github.com/pmezard/go-difflib v1.0.0 // indirect; used by tests
)

exclude github.com/davecgh/go-spew v1.1.0

retract (
	v1.0.5 // broken
	[v1.1.0, v1.1.9]
)

godebug default=go1.21
