"""The marker is # /// script at the beginning of a line."""
text = "# /// script"
