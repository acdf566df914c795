def macro(name):
    native.genrule(name = name, cmd = "true")
