{ pkgs ? import <nixpkgs> { } }:
let
  pinned = import (builtins.fetchTarball "https://github.com/NixOS/nixpkgs/archive/0123456789abcdef.tar.gz") { };
  other = import (fetchTarball {
    url = "https://releases.acme.example/channel-24.05.tar.xz";
    sha256 = "0000";
  }) { };
  version = "1.4.2";
in
pkgs.stdenv.mkDerivation rec {
  pname = "shop";
  src = pkgs.fetchFromGitHub {
    owner = "acme";
    repo = "shop";
    rev = "v${version}";
    sha256 = "0000";
  };
  lab = pkgs.fetchFromGitLab { domain = "gitlab.acme.example"; owner = "group"; repo = "lib"; rev = "abc"; };
  patch = fetchurl {
    url = "https://github.com/acme/patches/releases/download/v3/fix.patch";
    hash = "sha256-AAAA=";
  };
  site = fetchgit { url = "https://git.savannah.example/site.git"; rev = "deadbeef"; };
  unknown = fetchurl { url = "mirror://gnu/hello/hello-2.12.tar.gz"; };
  variable = fetchFromGitHub { inherit owner; repo = "x"; };
  script = ''
    curl https://in.text.example/fetchurl # it's no call
  '';
  buildInputs = [ pkgs.nodejs ];
}
