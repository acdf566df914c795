import sbt._

object Dependencies {
  val cats = "org.typelevel" %% "cats-core" % "2.13.0"
  val munit = "org.scalameta" %% "munit" % "1.1.1" % Test
}
