"""Liquibase: formatted SQL, one change set a file, and a root change log that lists them.

https://docs.liquibase.com (formatted SQL change logs). Statements are told apart by a line of their own, since bodies
of functions hold semicolons; every line of a rollback begins with `--rollback`.
"""

from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, numbered, remarks
from designer.planning.model import Plan

_AUTHOR = "designer"
_END = "--//"


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`0001_name.sql`, and `changelog.yaml`."""
    ones = numbered(plan, first)
    listing = "".join(f"  - include:\n      file: {_path(one)}\n      relativeToChangelogFile: true\n" for one in ones)
    root = f"databaseChangeLog:\n{listing}" if ones else "databaseChangeLog: []\n"
    return (File("changelog.yaml", root), *(File(_path(one), _text(one)) for one in ones))


def _path(one: Numbered) -> str:
    return f"{one.number:04}_{one.slug}.sql"


def _text(one: Numbered) -> str:
    return "\n".join(_lines(one)) + "\n"


def _lines(one: Numbered) -> Iterator[str]:
    yield "--liquibase formatted sql"
    yield ""
    transactional = "" if one.step.transactional else " runInTransaction:false"
    end = f' splitStatements:true endDelimiter:"{_END}" rollbackEndDelimiter:"{_END}"'
    yield f"--changeset {_AUTHOR}:{one.number:04}-{one.slug}{transactional} stripComments:false{end}"
    # A comment at the head of the file would be read as a mark of Liquibase's own only if it began like one.
    yield from (f"-- {line.removeprefix('-- ')}" for line in remarks(one))
    for number, statement in enumerate(one.step.up or ("SELECT 1;",)):
        if number:
            yield _END
        yield statement.rstrip().removesuffix(";") if statement.rstrip().endswith(";") else statement
    if not one.step.down:
        yield "--rollback empty"
    for number, statement in enumerate(one.step.down):
        if number:
            yield f"--rollback {_END}"
        text = statement.rstrip().removesuffix(";")
        yield from (f"--rollback {line}" for line in text.splitlines())
