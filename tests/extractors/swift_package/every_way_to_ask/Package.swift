// swift-tools-version:5.7
import PackageDescription

let forge = "https://github.com/acme/"
let whole: String = "https://github.com/acme/whole"
/* old /* and
   nested */ .package(url: "https://github.com/acme/commented-out", from: "1.0.0") */
let package = Package(
    name: "Shop",
    products: [.library(name: "Shop", targets: ["Shop"])],
    dependencies: [
        .package(name: "A", url: "https://github.com/acme/a", exact: "1.2.3"),
        .package(url: "https://github.com/acme/b", .exact("2.0.0-beta.1")),
        .package(url: "https://github.com/acme/c", .upToNextMajor(from: "3.1.0")),
        .package(url: "https://github.com/acme/d", .upToNextMinor(from: "4.1.2")),
        .package(url: "https://github.com/acme/e", "5.0.0"..<"7.0.0"),
        .package(url: "https://github.com/acme/f", "5.0.0"..."6.9.9"),
        .package(url: "git@gitlab.com:acme/g.git", branch: "main"),
        .package(url: "ssh://git@git.example.org/acme/h", .branch("develop")),
        .package(url: "https://github.com/acme/i", revision: "0123456789abcdef0123456789abcdef01234567"),
        .package(url: "https://github.com/acme/j", .revision("abc")),
        .package(
            url: "https://github.com/acme/k.git", // on several lines
            from: "1.0"
        ),
        .package(id: "mona.LinkedList", .upToNextMajor(from: "1.0.0")),
        .package(path: "../Beside"),
        .package(name: "Beside2", path: "../Beside2"),
        .package(url: "../Beside3", from: "1.0.0"),
        .package(url: whole, from: "1.0.0"),
        .package(url: forge + "concatenated", from: "1.0.0"),
        .package(url: "\(forge)interpolated", from: "1.0.0"),
    ],
    targets: [
        .target(name: "Shop", dependencies: [.product(name: "Vapor", package: "vapor")]),
        .binaryTarget(name: "Bin", url: "https://github.com/acme/bin/releases/download/1.0.0/Bin.xcframework.zip", checksum: "ab"),
        .binaryTarget(name: "Other", url: "https://dl.example.org/Other-2.1.0.xcframework.zip", checksum: "ab"),
        .binaryTarget(name: "Here", path: "Here.xcframework"),
    ]
)
package.dependencies += [.package(url: "https://github.com/apple/swift-docc-plugin", from: "1.0.0")]
