target "app" {
  tags = ["ghcr.io/example/app:1"]
}
target "b" {
  tags = [
