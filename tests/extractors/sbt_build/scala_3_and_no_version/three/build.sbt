scalaVersion := "3.7.0"
libraryDependencies += "org.typelevel" %% "cats-core" % "2.13.0"
