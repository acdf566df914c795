job "a" {
  group "g" {
    task "t" {
      driver = "docker"
      config {
        image = "redis:7"
      }
    }
  }
}

job "b" {
