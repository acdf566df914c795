import PackageDescription
let package = Package(name: "x
dependencies: [.package(url: "https://github.com/acme/found", from: "1.0.0"), .package(
/* and a comment
