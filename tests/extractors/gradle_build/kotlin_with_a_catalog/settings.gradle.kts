pluginManagement {
    repositories {
        gradlePluginPortal()
        google()
    }
    plugins {
        id("com.gradleup.shadow") version "8.3.6"
    }
}
plugins {
    id("org.gradle.toolchains.foojay-resolver-convention") version "1.0.0"
}
dependencyResolutionManagement {
    repositories {
        maven("https://nexus.acme.test/maven")
    }
}
rootProject.name = "shop"
include(":app")
