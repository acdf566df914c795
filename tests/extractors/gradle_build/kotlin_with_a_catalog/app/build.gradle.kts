import org.acme.Something

plugins {
    kotlin("jvm") version "2.1.20"
    alias(libs.plugins.serialization) apply false
    alias(libs.plugins.missing)
    `java-library`
    id("com.gradleup.shadow")
}

val logback = "1.5.18"
val exposedVersion: String by project
val slf4j by extra("2.0.17")

dependencies {
    implementation(libs.bundles.ktor)
    api(libs.ktor.server.core)
    implementation(platform(libs.bom))
    implementation("ch.qos.logback:logback-classic:$logback")
    implementation("org.jetbrains.exposed:exposed-core:$exposedVersion")
    implementation("org.slf4j:slf4j-api:$slf4j")
    implementation("io.ktor:ktor-client-core:${libs.versions.ktor.get()}")
    implementation(group = "org.acme", name = "named", version = "1.0", classifier = "all")
    implementation(kotlin("reflect"))
    implementation(projects.core)
    implementation(libs.nowhere)
    "custom"("org.acme:custom:1.0")
    add("implementation", "org.acme:added:1.0")
    ksp("com.google.dagger:dagger-compiler:2.56.2")
    testImplementation(libs.junit) { because("of \"tests\"") }
    testImplementation(kotlin("test"))
    implementation(npm("@acme/web", "1.2.3"))
    implementation(devNpm("webpack", "^5.0.0"))
}

kotlin {
    sourceSets {
        commonMain.dependencies {
            implementation("org.jetbrains.kotlinx:kotlinx-coroutines-core:1.10.2")
        }
        val commonTest by getting {
            dependencies {
                implementation("app.cash.turbine:turbine:1.2.0")
            }
        }
    }
}

tasks.shadowJar {
    dependencies {
        include(dependency("io.netty:.*"))
    }
}
