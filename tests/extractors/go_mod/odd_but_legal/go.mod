module (
	example.com/odd
)
go 1.16

require ()
require(
	"github.com/quoted/path" `v1.0.0`
	github.com/no/space v1.0.0//comment
)
require github.com/a/branch main
require rsc.io/quote v1.5.2
require github.com/a/prerelease v2.0.0-rc.1+build.5
