module acme.example/shop

go 1.22.1

require github.com/pkg/errors v0.9.1
