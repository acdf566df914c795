server {
  enabled = true
}
