libraryDependencies += "org.typelevel" %% "cats-core" % "2.+"
