// swift-tools-version:5.5
import PackageDescription
let package = Package(name: "Old", dependencies: [.package(url: "https://github.com/acme/old", from: "0.9")])
