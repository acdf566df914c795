job sleeper {
  task "directly" {
    driver = "raw_exec"
  }
  group "g" {
    task "nothing" {}
    task "list" {
      driver = "docker"
      config {
        image = ["a", "b"]
      }
      artifact {}
      artifact {
        source = "github.com/example/thing//sub"
      }
      artifact {
        source = var.unknown
      }
    }
  }
}
