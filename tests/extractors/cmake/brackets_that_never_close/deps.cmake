FetchContent_Declare(a GIT_REPOSITORY https://github.com/acme/a)
set(X "never
FetchContent_Declare(b GIT_REPOSITORY https://github.com/acme/b)
