module example.com/shop/cart

go 1.22

require (
	example.com/shop v0.0.0
	example.com/shop/money v1.0.0
	example.com/shop/moneybags v1.0.0
	github.com/acme/vendored v1.0.0
	github.com/pkg/errors v0.9.1
)
