addSbtPlugin("com.github.sbt" % "sbt-native-packager" % "1.11.1")
addSbtPlugin("org.scalameta" % "sbt-scalafmt" % "2.5.4")
libraryDependencies += "com.thesamet.scalapb" %% "compilerplugin" % "0.11.17"
