package = 'x' -- comment
dependencies = { "lpeg", [[
