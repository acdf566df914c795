module acme.example/shop

go 1.16

require (
	github.com/gin-gonic/gin v1.7.7
	github.com/old/name v1.0.0
)

replace github.com/old/name => github.com/new/name v1.2.0
