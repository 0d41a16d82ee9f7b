"""TY017: files kept in rows."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.rule import all_but
from designer.analysis.vocabulary import means_file
from designer.schema.build import attribute, entity
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

_CONTENT = {(one,) for one in ("content", "contents", "data", "body", "bytes", "blob")}
_OF_FILES = {("mime", "type"), ("mimetype",), ("content", "type"), ("filename",), ("file", "name"), ("file", "size")}


class FileInRow(ColumnRule):
    """File kept in a row.

    A file in a row is read and written whole through the database's memory, logged, replicated and part of every
    backup, though it never changes. A store for objects serves it for less; the row keeps its key, size and hash.

    A name that says file, photo or document counts, and `content` or `data` where the table is called so, or a column
    beside it says which sort of file it is (`mime_type`, `filename`).

    Few and small files that must change together with the row are well kept there: it is a question, not a fault.
    SQLite, whose database is itself a file, reads small ones faster than the file system, and is left alone.
    Hashes, keys and signatures are left alone; a column whose declared average is large counts whatever its name.
    """

    code = "TY017"
    dialects = all_but("sqlite")
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/storage-toast.html"
    flagged = example(entity("contracts", "id bigint", "scanned_document bytea", pk="id"))
    accepted = example(
        entity("contracts", "id bigint", "document_key text", "image_hash bytea", "signature bytea", pk="id"),
        entity("icons", "id bigint", attribute("image bytea", average_width=900.0), pk="id"),
    )
    one = "keeps files in rows"
    many = "keep files in rows"
    message = "Each passes through memory, the log, replicas and every backup; an object store serves it for less."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name == "sqlite":
            return
        limit = facts.thresholds.large_value_bytes
        for table, column in own_columns(facts):
            if facts.family(column) != "binary":
                continue
            width = column.average_width
            if width >= limit if width is not None else _is_file(table, column):
                shown = {"bytes on average": width} if width else {}
                yield Suspect(table, column, shown=shown, confidence=Confidence.CERTAIN if width else None)


def _is_file(table: Entity, column: Attribute) -> bool:
    """Whether a column holds a file by its name, or by what it is the content of."""
    if words(column.name) not in _CONTENT:
        return means_file(column.name)
    return means_file(singular(table.name.lower())) or any(words(one.name) in _OF_FILES for one in table.attributes)
