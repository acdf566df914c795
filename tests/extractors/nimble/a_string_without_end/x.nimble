requires "jester"
requires "norm
