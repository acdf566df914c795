{ inputs.nixpkgs.url = "github:NixOS/nixpkgs"; outputs = x: x; }
