module "example.com/shop/money" // quoted

go 1.22
