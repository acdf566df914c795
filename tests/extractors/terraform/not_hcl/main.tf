Dear reader, this is no configuration at all.
