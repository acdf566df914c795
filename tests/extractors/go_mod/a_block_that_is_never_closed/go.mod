module example.com/shop

require github.com/gin-gonic/gin v1.7.0

require (
	github.com/kr/text v0.2.0
	a b
	github.com/without/version
