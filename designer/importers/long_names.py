"""Names that the server cuts: PostgreSQL keeps 63 bytes of each, and takes two that begin so for one."""

import re
from collections.abc import Iterator, Sequence

from designer.importers.result import Remark, Source
from designer.schema.schema import Schema
from designer.sql.identifiers import NAME_BYTES, clip_bytes

_CHARACTER_BYTES = 4
"""A name is cut between characters, so that up to three bytes less than allowed are left of it."""


def cut_names(schema: Schema, sources: Sequence[Source]) -> tuple[Remark, ...]:
    """A remark for each name of the design that its sources write longer than the server keeps it."""
    if schema.dialect.name != "postgres":
        return ()
    kept = sorted({name for name in _names(schema) if NAME_BYTES - _CHARACTER_BYTES < len(name.encode()) <= NAME_BYTES})
    return tuple(remark for name in kept for source in sources for remark in _cut(name, source))


def _names(schema: Schema) -> Iterator[str]:
    for located in schema.located.values():
        name = getattr(located.value, "name", None)
        if isinstance(name, str) and len(name) * _CHARACTER_BYTES >= NAME_BYTES - _CHARACTER_BYTES:
            yield name


def _cut(kept: str, source: Source) -> Iterator[Remark]:
    """One for each longer spelling of the name, in the line where it stands first."""
    start = re.escape(kept)
    spelled = re.compile(rf'"({re.escape(kept.replace(chr(34), chr(34) * 2))}[^"\n]+)"|(?<![\w$"])((?i:{start})[\w$]+)')
    told: set[str] = set()
    for match in spelled.finditer(source.text):
        written = match[1] or match[2]
        if written in told or clip_bytes(written, NAME_BYTES).lower() != kept.lower():
            continue
        told.add(written)
        line = source.text.count("\n", 0, match.start()) + 1
        size = len(written.encode("utf-8", "surrogatepass"))
        words = f"The name {written} takes {size} bytes, of which PostgreSQL keeps {NAME_BYTES}: it is {kept} here."
        yield Remark(line, words, source.file)
