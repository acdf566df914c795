"""The limits that keep hostile files harmless; each is reported when it is hit."""

FILE_BYTES = 64 * 1024 * 1024
"""A file found by walking."""
NAMED_FILE_BYTES = 2 * 1024 * 1024 * 1024
"""A file the user names, or standard input: large SBOMs are real."""
SNIFFED_BYTES = 4096
"""What is read of a file to tell whether it is of a format."""
DEPTH = 200
"""Nesting of lists, mappings, blocks and elements."""
DEEP_JSON = 16 * 1024 * 1024
"""Characters of JSON that are read without recursion, which is slow."""
JSON_STRUCTS = 50_000_000
"""Entries, references and relationships that are salvaged from one document."""
YAML_NODES = 250_000
"""Nodes in a YAML file; the file's size in bytes where that is larger (real pnpm lockfiles have 300,000 lines)."""
YAML_ALIASES = 10_000
TOML_KEY_PARTS = 64
TOML_DEPTH = 100
XML_ELEMENTS = 20_000_000
PROTOBUF_MESSAGES = 5_000_000
"""Messages in a message; the largest real SBOMs have some 300,000 components of a few parts each."""
XML_TEXT = 100_000
"""Characters kept of one element's text."""
INCLUDE_DEPTH = 50
"""Requirements that include requirements, parents of parents."""
WARNINGS_OF_A_KIND = 20
"""Warnings of one code in one file, and remarks of one kind about the walk, that are told one by one."""
WARNINGS = 10_000
"""Warnings and notes in a report; what could not be read at all is always told."""
COMPONENTS = 1_000_000
"""Components of one file; the largest real SBOMs list some 300,000."""
COMPONENTS_IN_ALL = 2_000_000
FOLDER_DEPTH = 500
"""Folders in folders."""
UNPACKED_BYTES = 512 * 1024 * 1024
"""What a compressed file or all files of one archive may unpack to."""
UNPACKED_TIMES = 200
"""What is larger than a file found by walking may unpack to so many times its size; SBOMs do to some 30 times."""
ZSTD_WINDOW = 128 * 1024 * 1024
ARCHIVE_ENTRIES = 200_000
ARCHIVE_DEPTH = 3
"""Archives in archives."""
IMAGE_ENTRIES = 1_000_000
"""Files, folders and links of all layers of an image, or of an archive that the user names."""
IMAGE_LAYERS = 500
KEPT_BYTES = 64 * 1024 * 1024
"""What is held of an archive's files at a time."""
UNPACKING = (4 * 1024 * 1024 * 1024, 40)
"""What may be unpacked of an archive that the user names, all passes together: so much, and so often its size."""
