load("@bazel_tools//tools/build_defs/repo:http.bzl", "http_archive")
load("@bazel_tools//tools/build_defs/repo:utils.bzl", "maybe")

def shop_deps():
    if not native.existing_rule("bazel_skylib"):
        http_archive(
            name = "bazel_skylib",
            urls = ["https://github.com/bazelbuild/bazel-skylib/releases/download/{v}/bazel-skylib-{v}.tar.gz".format(v = "1.7.1")],
        )
    maybe(
        http_archive,
        name = "rules_go",
        urls = ["https://github.com/bazel-contrib/rules_go/archive/v0.54.0.tar.gz"],
    )
