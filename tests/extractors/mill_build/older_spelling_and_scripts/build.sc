import $ivy.`com.lihaoyi::mill-contrib-bloop:0.9.5`
import mill._, scalalib._

object app extends ScalaModule {
  def scalaVersion = "3.3.1"
  def ivyDeps = Agg(ivy"com.lihaoyi::os-lib:0.9.1", ivy"org.slf4j:slf4j-api:1.7.36", ivy"broken")
}
