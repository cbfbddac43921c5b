"""Writing numbers for people."""


def format_size(byte_count: int) -> str:
    """`88 KB` or `1,2 MB`: sizes in steps of 1,024, at least 1 KB, with the Indonesian decimal comma."""
    kilobytes = max(1, round(byte_count / 1024))
    if kilobytes < 1024:
        return f"{kilobytes} KB"
    return f"{kilobytes / 1024:.1f} MB".replace(".", ",")
