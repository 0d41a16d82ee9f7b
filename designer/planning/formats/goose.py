"""goose: one file with both ways; statements that hold semicolons stand between marks.

https://pressly.github.io/goose (annotations).
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, in_body, is_mysql, is_sqlite, numbered, remarks
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`00001_name.sql`."""
    ones = numbered(plan, first)
    whole = is_sqlite(plan)
    sessions = is_mysql(plan)
    return tuple(
        File(
            f"{one.number:05}_{one.slug}.sql", "\n".join(_lines(one, whole or (sessions and _has_settings(one)))) + "\n"
        )
        for one in ones
    )


def _has_settings(one: Numbered) -> bool:
    """Whether a setting of the session stands before what depends on it: outside a transaction the tool may take
    another connection for each statement. Several in one string need `multiStatements=true` in MySQL's address."""
    return any(text.startswith(("SET ", "USE ")) for text in (*one.step.up, *one.step.down))


def _lines(one: Numbered, whole: bool) -> Iterator[str]:
    if not one.step.transactional:
        yield "-- +goose NO TRANSACTION"
    yield "-- +goose Up"
    yield from remarks(one)
    yield from _marked(one.step.up, whole)
    yield ""
    yield "-- +goose Down"
    yield from remarks(one, back=True)
    yield from _marked(one.step.down, whole)


def _marked(statements: tuple[str, ...], whole: bool) -> Iterator[str]:
    """whole: sent as one string, so that SQLite's settings and transaction stay on one connection."""
    if whole:
        yield from ("-- +goose StatementBegin", *statements, "-- +goose StatementEnd")
        return
    for statement in statements:
        if in_body(statement):
            yield from ("-- +goose StatementBegin", statement, "-- +goose StatementEnd")
        else:
            yield statement
