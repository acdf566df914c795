ThisBuild / scalaVersion := "2.13.16"
ThisBuild / organization := "org.acme"

// values of this file, and of project/
val pekkoVersion = "1.1.3"
lazy val circe = Seq(
  "io.circe" %% "circe-core",
  "io.circe" %% "circe-parser"
).map(_ % "0.14.13")

lazy val root = (project in file("."))
  .aggregate(core)
  .settings(
    name := "shop",
    resolvers += "acme" at "https://build:secret@repo.acme.example/maven",
    resolvers += "jitpack".at("https://jitpack.io"),
    libraryDependencies ++= circe ++ Seq(
      "org.apache.pekko" %% "pekko-actor-typed" % pekkoVersion,
      "com.typesafe" % "config" % "1.4.3",
      "io.netty" % "netty-handler" % Versions.netty,
      "io.netty" % s"netty-transport-native-$os" % Versions.netty,
      "io.netty" % "netty-codec" % s"4.1.${Versions.nettyPatch}",
      "javax.servlet" % "javax.servlet-api" % "4.0.1" % "provided",
      "org.scalatest" %% "scalatest" % "3.2.19" % Test,
      "org.scalacheck" %% "scalacheck" % "1.18.1" % "test->test;it->test",
      "org.scala-js" %%% "scalajs-dom" % "2.8.0",
      "org.acme.odd" % "computed" % sys.env("V"),
      ("org.acme.lib" % "native" % "2.0").classifier("linux").exclude("a", "b")
    ),
    /* "org.acme" % "in-a-comment" % "1" */
    libraryDependencies += "org.postgresql" % "postgresql" % "42.7.5",
    addCompilerPlugin("org.typelevel" %% "kind-projector" % "0.13.3" cross CrossVersion.full)
  )
