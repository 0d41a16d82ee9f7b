"""goose: one file with both ways; statements that hold semicolons stand between marks.

https://pressly.github.io/goose (annotations).
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, in_body, numbered, remarks
from designer.planning.model import Plan


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`00001_name.sql`."""
    ones = numbered(plan, first)
    return tuple(File(f"{one.number:05}_{one.slug}.sql", "\n".join(_lines(one)) + "\n") for one in ones)


def _lines(one: Numbered) -> Iterator[str]:
    if not one.step.transactional:
        yield "-- +goose NO TRANSACTION"
    yield "-- +goose Up"
    yield from remarks(one.step)
    yield from _marked(one.step.up)
    yield ""
    yield "-- +goose Down"
    yield from _marked(one.step.down)


def _marked(statements: tuple[str, ...]) -> Iterator[str]:
    for statement in statements:
        if in_body(statement):
            yield from ("-- +goose StatementBegin", statement, "-- +goose StatementEnd")
        else:
            yield statement
