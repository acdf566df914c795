object Versions {
    const val retrofit = "2.11.0"
}
object Libs {
    const val retrofit = "com.squareup.retrofit2:retrofit:${Versions.retrofit}"
}
