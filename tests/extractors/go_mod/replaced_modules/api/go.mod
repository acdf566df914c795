module example.com/shop/api

go 1.21

require google.golang.org/grpc v1.60.0
