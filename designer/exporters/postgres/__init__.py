"""PostgreSQL: a script that makes the whole design in an empty database.

Types, defaults and expressions stand as their author wrote them; names are qualified and quoted; each
statement comes after what it needs. What is carried without being modelled (views, functions, triggers,
policies, grants) is written back.
"""

from collections.abc import Iterable, Iterator

from designer.exporters.postgres.notices import notices
from designer.exporters.postgres.opaque import search_path
from designer.exporters.postgres.order import circles, ordered
from designer.exporters.postgres.steps import Steps
from designer.exporters.postgres.units import Unit
from designer.exporters.result import Export
from designer.exporters.texts import one_line
from designer.exporters.translation import translated
from designer.schema.schema import Schema

name = "postgres"
label = "PostgreSQL"
suffix = ".sql"
media_type = "application/sql"


def render(schema: Schema) -> Export:
    """The script and what it leaves out. Raises ExportError for a design that PostgreSQL cannot hold."""
    schema, differences = translated(schema, "postgres")
    blocks = [*_head(schema), *("\n".join(unit.statements) for unit in steps(schema))]
    return Export("\n\n".join(blocks) + "\n", (*differences, *notices(schema)))


def statements(schema: Schema) -> tuple[str, ...]:
    """The statements of the script one by one, in order, the session's settings first."""
    schema, _ = translated(schema, "postgres")
    return (*_settings(schema), *(text for unit in steps(schema) for text in unit.statements))


def steps(schema: Schema) -> tuple[Unit, ...]:
    """The steps of the script, in order."""
    schema, _ = translated(schema, "postgres")
    units = tuple(Steps(schema).all())
    round_and_round = circles(units)
    if round_and_round:
        detached = frozenset(filter(None, (units[number].entity for number in round_and_round)))
        units = tuple(Steps(schema, detached).all())
    return ordered(units)


def _head(schema: Schema) -> Iterator[str]:
    yield "\n".join((f"-- {one_line(schema.name)}: PostgreSQL, written by Schema Designer", *_remarks(schema.comment)))
    yield "\n".join(_settings(schema))


def _settings(schema: Schema) -> tuple[str, ...]:
    return ("SET check_function_bodies = false;", search_path(schema))


def _remarks(comment: str | None) -> Iterable[str]:
    return (f"-- {one_line(line)}" for line in (comment or "").splitlines())
