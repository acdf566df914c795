module example.com/shop

go 1.24

tool golang.org/x/tools/cmd/stringer

tool (
	example.com/shop/cmd/generate
	github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	github.com/spf13/cobra
)

ignore ./node_modules

require github.com/spf13/cobra v1.8.0

require (
	github.com/golangci/golangci-lint/v2 v2.1.0 // indirect
	golang.org/x/mod v0.22.0 // indirect
	golang.org/x/tools v0.29.0 // indirect
)
