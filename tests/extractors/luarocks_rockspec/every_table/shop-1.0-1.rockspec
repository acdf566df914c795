rockspec_format = "3.0"
package = "shop"
version = "1.0-1"
source = { url = "git+https://git.acme.example/shop.git", tag = "v1.0" }
description = {
   summary = [[Sells
     things]],
   license = "MIT",
}
--[[ a comment with
dependencies = { "never-asked-for" }
]]
dependencies = {
   "lua >= 5.1, < 5.5",
   "luasocket",  -- sockets
   'lpeg >= 1.0',
   "LuaFileSystem 1.8.0-1",
   "acme/client ~> 2.0",
   "exact == 1.2.3-1",
   "penlight " .. version,
   [==[inspect]==],
   ["odd"] = "not-asked-for",
   "not a rock!",
   platforms = {
      windows = { "winapi" },
   },
}
build_dependencies = { "luarocks-build-rust" }
test_dependencies = { "busted >= 2.0" }
external_dependencies = { ZLIB = { header = "zlib.h" } }
build = { type = "builtin", modules = { shop = "shop.lua" } }
