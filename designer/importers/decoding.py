"""Bytes that are no text: which kind of file they are, and what to give instead."""

_COMPRESSED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def no_text(data: bytes, name: str) -> str | None:
    """Why these bytes are no text, as a sentence that names the file and says what helps; None for text."""
    if data.startswith(b"PGDMP"):
        return f"{name} is a dump in PostgreSQL's own format. Write it as SQL with pg_restore -f dump.sql {name}."
    if data.startswith(_COMPRESSED):
        return f"{name} is compressed. Unpack it and give the file inside."
    zeros = "\x00" in data.decode("utf-16", "replace") if data.startswith(UTF_16) else b"\x00" in data
    return f"{name} is no text: it holds bytes that no SQL has." if zeros else None
