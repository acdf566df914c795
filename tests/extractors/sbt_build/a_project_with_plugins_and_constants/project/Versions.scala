object Versions {
  val netty = "4.1.121.Final"
  val nettyPatch: String = "121.Final"
}
