"""From what somebody gave to a design that can be looked at before it is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.core.files import File
from django.db.models import QuerySet

from designer.analysis.workload.counted import add_workload
from designer.exporters.diagram import DiagramOptions, DrawingFailed, draw, inline_svg
from designer.exporters.diagram.kept import Kept
from designer.importers import (
    Carried,
    Imported,
    Problem,
    Skipped,
    UnknownDialect,
    import_sources,
)
from designer.importers import Source as Text
from designer.importers.decoding import UTF_16, no_text
from designer.importers.sqlite.files import HEADER, NoDatabase, script_of
from designer.jobs.models import PersonalJob
from designer.schema.schema import Schema
from designer.web.models import ImportDraft
from designer.web.packing import unpack

KINDS = (
    ("", "Guess"),
    ("postgres", "PostgreSQL"),
    ("mysql", "MySQL"),
    ("mariadb", "MariaDB"),
    ("sqlite", "SQLite"),
    ("tsql", "SQL Server"),
    ("oracle", "Oracle"),
    ("dbml", "DBML"),
    ("csv", "CSV"),
    ("design", "Design file"),
)
READING = "read_source"
"""The kind of job that reads long texts, and databases."""
QUERIES = "queries"
"""What the texts of access patterns are called in the account of problems."""
MOST_ENTITIES = 5000
_DRAWN = 80
"""Designs of more entities are not drawn before they are made: it would keep the page waiting."""
_AROUND = 2
_SHOWN = 300
MOST_REMARKS = 300
_read: Kept[Imported] = Kept(8)


class Unreadable(ValueError):
    """Bytes that are no text of a kind that is read here; the message is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A problem with the lines around it: (number, text, whether it is the line)."""

    problem: Problem
    lines: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Carry:
    """Statements of one kind that are carried as they are."""

    kind: str
    items: tuple[Carried, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Statements that are left out for one reason."""

    reason: str
    items: tuple[Skipped, ...]
    more: int


def text_of(data: bytes, name: str) -> str:
    """The text of an uploaded file. Raises Unreadable for archives and for what is no text."""
    if reason := no_text(data, name):
        raise Unreadable(reason)
    if data.startswith(UTF_16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def begins_as_database(file: "File[bytes]") -> bool:
    """Whether an uploaded file begins as a SQLite database does."""
    beginning = file.read(len(HEADER))
    file.seek(0)
    return beginning == HEADER


def statements_of(file: "File[bytes]", name: str) -> str:
    """The statements behind an uploaded SQLite database, read by a process of its own under limits.

    The file itself is gone afterwards. Raises Unreadable, in words that name it as its owner does.
    """
    with NamedTemporaryFile(prefix="designer-upload-", suffix=".db") as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        try:
            text = script_of(kept.name, name)
        except NoDatabase as error:
            raise Unreadable(f"{error}.") from None
    if not text:
        raise Unreadable(f"{name} is a SQLite database without a table.")
    return text


def imported(draft: ImportDraft) -> Imported:
    """What the draft defines, with an account of every statement. Bad SQL is in `problems`."""
    return _read.get(str(draft.pk), lambda: _import(draft))


def is_waiting(draft: ImportDraft) -> bool:
    """Whether the draft has to be read by a worker, and was not yet."""
    return _needs_worker(draft) and not _readings(draft).exists()


def _needs_worker(draft: ImportDraft) -> bool:
    return bool(draft.address) or sum(len(one["text"]) for one in draft.sources) > settings.IMPORT_JOB_BYTES


def _readings(draft: ImportDraft) -> QuerySet[PersonalJob]:
    return PersonalJob.objects.filter(kind=READING, subject=draft.pk, state=PersonalJob.DONE, packed__isnull=False)


def _import(draft: ImportDraft) -> Imported:
    if not _needs_worker(draft):
        return read_texts(draft)
    packed = _readings(draft).order_by("-created_at").values_list("packed", flat=True).first()
    found = unpack(bytes(packed or b""))
    return add_workload(found, draft.queries, QUERIES) if draft.address and draft.queries.strip() else found


def read_texts(draft: ImportDraft) -> Imported:
    """The same of its texts, read here and now."""
    try:
        sources = [Text(one["text"], one["name"] or None) for one in draft.sources]
        found = import_sources(sources, draft.name, draft.kind or None)
    except UnknownDialect as error:
        found = Imported(Schema(), draft.kind or "postgres", {}, problems=(Problem(1, 1, f"{error}"),))
    if draft.queries.strip():
        found = add_workload(found, draft.queries, QUERIES)
    return replace(found, schema=replace(found.schema, name=draft.name))


def excerpts(draft: ImportDraft, problems: Iterable[Problem]) -> list[Excerpt]:
    """Problems with the text around them."""
    given = [one for one in draft.sources if "text" in one]
    texts: dict[str | None, list[str]] = {one["name"] or None: one["text"].splitlines() for one in given}
    if len(given) == 1:
        texts[None] = given[0]["text"].splitlines()
    texts[QUERIES] = draft.queries.splitlines()
    return [Excerpt(problem, _around(texts.get(problem.file, []), problem.line)) for problem in [*problems][:_SHOWN]]


def _around(lines: Sequence[str], line: int) -> tuple[tuple[int, str, bool], ...]:
    first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
    return tuple((number, lines[number - 1][:300], number == line) for number in range(first, last + 1))


def carried_by_kind(carried: Iterable[Carried]) -> list[Carry]:
    """What is kept as it is, by kind, in the order of the text."""
    groups = groupby(sorted(carried, key=lambda one: (one.kind, one.line)), key=lambda one: one.kind)
    return [Carry(kind, (items := tuple(found))[:_SHOWN], max(0, len(items) - _SHOWN)) for kind, found in groups]


def skipped_by_reason(skipped: Iterable[Skipped]) -> list[Leave]:
    """What is left out, by reason."""
    groups = groupby(sorted(skipped, key=lambda one: (one.reason, one.line)), key=lambda one: one.reason)
    return [Leave(reason, (items := tuple(found))[:_SHOWN], max(0, len(items) - _SHOWN)) for reason, found in groups]


def counts_in_words(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """What there is of each kind, without what there is none of; statements carried are said elsewhere."""
    return [(name.replace("_", " "), count) for name, count in counts.items() if count and name != "opaque"]


def thumbnail(schema: Schema) -> str:
    """The diagram as SVG for a design that is drawn quickly, else ""."""
    size = len(schema.entities)
    if not 0 < size <= _DRAWN:
        return ""
    try:
        return inline_svg(draw(schema, DiagramOptions(detail="keys" if size <= 40 else "names", seconds=2.0)))
    except DrawingFailed:
        return ""
