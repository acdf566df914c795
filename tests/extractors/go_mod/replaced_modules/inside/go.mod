module github.com/acme/inside

go 1.21
