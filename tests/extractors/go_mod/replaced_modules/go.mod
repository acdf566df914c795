module example.com/shop

go 1.21

require (
	github.com/gogo/protobuf v1.3.2
	github.com/acme/inside v0.0.0
	github.com/acme/outside v1.2.3
	github.com/acme/fixed v1.0.0
	github.com/acme/other v1.0.0
	example.com/shop/api v0.0.0-00010101000000-000000000000
)

replace (
	github.com/gogo/protobuf => github.com/regen-network/protobuf v1.3.3-alpha.regen.1
	github.com/acme/fixed v1.0.0 => github.com/acme/fixed v1.0.1
	github.com/acme/other v0.9.0 => github.com/fork/other v0.9.1 // of another version
)

replace github.com/acme/inside => ./inside
replace github.com/acme/outside => ../../elsewhere
replace example.com/shop/api => ./api/
replace broken
