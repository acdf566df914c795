{ fetchFromGitHub }:
fetchFromGitHub {
  owner = "acme";
  repo = "tools";
  rev = "v1.2.0";
  hash = "sha256-AAAA=";
}
