"""SQL held against a design as it is typed: what cannot be read, and names that the design does not have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from designer.analysis.workload import ParsedStatement, Unknown, parse_statement
from designer.analysis.workload.places import Place, unknown_places
from designer.schema.schema import Schema
from designer.sql.splitting import read_script
from designer.sql.statements import Statement
from designer.sql.tokens import column_of
from designer.web.highlighting import highlight


@dataclass(frozen=True, slots=True)
class Checked:
    """A text looked through. errors: sentences for which nothing can be saved; unknown: for which it may be.

    html: the text in colour, with what is unknown marked; entities: ids of the tables that it touches.
    """

    statements: tuple[str, ...]
    errors: tuple[str, ...]
    unknown: tuple[str, ...]
    html: SafeString
    entities: frozenset[str]


def checked(text: str, schema: Schema) -> Checked:
    """What there is to say of the statements in a text. Lines and columns are those of the text, from 1."""
    dialect = schema.dialect.name
    script = read_script(text, dialect)
    errors = [f"Line {problem.line}: {problem.message}." for problem in script.problems]
    found = [one for one in script.statements if one.kind != "empty"]
    parsed = [(one, parse_statement(one.text, schema)) for one in found]
    if not found and not errors:
        errors = ["There is no statement in it."]
    unknown: list[str] = []
    marked: set[int] = set()
    for number, (statement, read) in enumerate(parsed, 1):
        where = f"Statement {number}: " if len(found) > 1 else ""
        if read.error:
            errors.append(f"{where}{read.error[:1].upper()}{read.error[1:]}.")
        unknown += [f"{where}{sentence}" for sentence in _unknown(statement, read, text, dialect, marked)]
        unknown += [f"{where}Several tables have a column “{one}”; say whose it is." for one in read.ambiguous]
    entities = frozenset().union(*(read.entities for _, read in parsed))
    html = highlight(text, dialect, marked)
    return Checked(tuple(one.text for one in found), tuple(errors), tuple(dict.fromkeys(unknown)), html, entities)


def _unknown(statement: Statement, read: ParsedStatement, text: str, dialect: str, marked: set[int]) -> Iterator[str]:
    """A sentence for each name; its places are added to `marked`."""
    for name, places in unknown_places(read, dialect).items():
        marked.update(statement.start + place.start for place in places)
        yield _sentence(name, places, statement, text)


def _sentence(name: Unknown, places: tuple[Place, ...], statement: Statement, text: str) -> str:
    at = ""
    if places:
        column = column_of(text, statement.start + places[0].start)
        at = f" (line {statement.line + places[0].line - 1}, column {column})"
    close = f" Did you mean “{name.suggestion}”?" if name.suggestion else ""
    return f"There is no {name.kind} “{name.name}” in this design{at}.{close}"
