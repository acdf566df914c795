# /// script
# dependencies = [requests]
# ///
