module example.com/tools

go 1.22

require github.com/bufbuild/buf v1.28.1
