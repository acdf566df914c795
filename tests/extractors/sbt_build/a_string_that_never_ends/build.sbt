libraryDependencies += "org.acme" % "before" % "1.0"
val text = """
libraryDependencies += "org.acme" % "after" % "1.0"
