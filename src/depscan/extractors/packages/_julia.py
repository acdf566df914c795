"""What the formats of Julia share: the packages that come with Julia."""

from __future__ import annotations

COMES_WITH_JULIA = frozenset(
    {
        "julia", "ArgTools", "Artifacts", "Base64", "CRC32c", "CompilerSupportLibraries_jll", "Dates",
        "DelimitedFiles", "Distributed", "Downloads", "FileWatching", "Future", "GMP_jll", "InteractiveUtils",
        "JuliaSyntaxHighlighting", "LLVMLibUnwind_jll", "LazyArtifacts", "LibCURL", "LibCURL_jll", "LibGit2",
        "LibGit2_jll", "LibSSH2_jll", "LibUV_jll", "LibUnwind_jll", "Libdl", "LinearAlgebra", "Logging",
        "MPFR_jll", "Markdown", "MbedTLS_jll", "Mmap", "MozillaCACerts_jll", "NetworkOptions", "OpenBLAS_jll",
        "OpenLibm_jll", "OpenSSL_jll", "PCRE2_jll", "Pkg", "Printf", "Profile", "REPL", "Random", "SHA",
        "Serialization", "SharedArrays", "Sockets", "SparseArrays", "Statistics", "StyledStrings",
        "SuiteSparse", "SuiteSparse_jll", "TOML", "Tar", "Test", "UUIDs", "Unicode", "Zlib_jll", "dSFMT_jll",
        "libLLVM_jll", "libblastrampoline_jll", "nghttp2_jll", "p7zip_jll",
    }
)  # fmt: skip
"""Some of these can also be had in a newer version than Julia's own; a Manifest.toml tells, a Project.toml does not."""
