{ fetchurl }: fetchurl {
  url = "https://github.com/acme/kept/archive/v1.tar.gz";
  hash = "not closed
}
