module github.com/acme/vendored

go 1.22
