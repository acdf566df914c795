variable "version" {
  type    = string
  default = "1.4.2"
}

variable "digest" {
  type = string
}

job "web" {
  datacenters = ["gra1"]
  type        = "service"

  group "web" {
    count = 3

    network {
      port "http" { to = 8080 }
    }

    service {
      name     = "web"
      provider = "consul"
    }

    task "app" {
      driver = "docker"

      config {
        image = "registry.example/shop/web:${var.version}"
        ports = ["http"]
      }

      artifact {
        source      = "git::https://user:token@git.example/config.git"
        destination = "local/config"
      }

      env {
        STRIPE_API_KEY = "correct-horse-battery"
        DATABASE_URL   = "postgres://app:correct-horse@db.example/shop"
        LOG_LEVEL      = "info"
      }

      template {
        data        = <<EOF
{{ with secret "secret/data/web" }}KEY={{ .Data.key }}{{ end }}
EOF
        destination = "secrets/file.env"
        env         = true
      }

      resources {
        cpu    = 500
        memory = 256
      }
    }

    # task "commented" { driver = "docker" }
    task "proxy" {
      driver = "exec"
      config {
        command = "/usr/bin/envoy"
        image   = "not-an-image"
      }
    }

    task "pinned" {
      driver = "podman"
      config {
        image = "docker.io/library/nginx@${var.digest}"
      }
    }
  }
}
