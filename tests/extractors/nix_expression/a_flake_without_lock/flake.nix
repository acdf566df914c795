{
  description = "url = \"github:not/this\"";
  # inputs.commented.url = "github:not/that";
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.05";
    flake-utils.url = "github:numtide/flake-utils";
    own = {
      url = "git+https://git.acme.example/infra/modules.git?ref=main";
      inputs.nixpkgs.follows = "nixpkgs";
    };
    archive.url = "https://github.com/acme/archive/archive/refs/tags/v2.tar.gz";
    near.url = "path:./near";
    lab.url = "gitlab:acme/lab/v3.0";
  };
  inputs.direct.url = "sourcehut:~acme/direct";
  outputs = { self, nixpkgs, ... }: {
    url = "https://example.acme.example/not-an-input";
  };
}
