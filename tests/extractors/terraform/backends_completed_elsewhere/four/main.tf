terraform {
  backend "pg" {
    conn_str = "postgres://user:secret@db.example/state"
  }
}
