"""Alembic: a revision a step, chained; `autocommit_block()` for what runs outside a transaction.

https://alembic.sqlalchemy.org. `op.execute` takes its text for a template in which `:name` is a parameter: colons that
look like one are escaped as SQLAlchemy's `text` wants it.
"""

import re
from collections.abc import Iterator

from designer.planning.formats.base import File, Numbered, numbered, remarks
from designer.planning.model import Plan

_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w+(?!:))")


def write(plan: Plan, first: int) -> tuple[File, ...]:
    """`versions/0001_name.py`."""
    ones = numbered(plan, first)
    names = (None, *map(_revision, ones))
    return tuple(
        File(f"versions/{_revision(one)}.py", "\n".join(_lines(one, previous)) + "\n")
        for one, previous in zip(ones, names, strict=False)
    )


def _revision(one: Numbered) -> str:
    return f"{one.number:04}_{one.slug}"[:32].rstrip("_")


def _lines(one: Numbered, previous: str | None) -> Iterator[str]:
    yield f'"""{_said(one.step.title)}."""'
    yield ""
    yield "from alembic import op"
    yield ""
    yield f"revision = {_revision(one)!r}"
    yield f"down_revision = {previous!r}"
    yield "branch_labels = None"
    yield "depends_on = None"
    for way, statements in (("upgrade", one.step.up), ("downgrade", one.step.down)):
        yield from ("", "", f"def {way}() -> None:")
        yield from (f"    {line}" for line in remarks(one, "#", back=way == "downgrade"))
        indent = "    "
        if statements and not one.step.transactional:
            yield "    with op.get_context().autocommit_block():"
            indent = "        "
        yield from (f"{indent}op.execute({escaped(statement)!r})" for statement in statements)
        if not statements:
            yield "    pass"


def escaped(statement: str) -> str:
    """The statement as a template that means itself."""
    return _PARAMETER.sub(r"\\:", statement)


def _said(title: str) -> str:
    return " ".join(title.split()).replace("\\", "\\\\").replace('"', "'").capitalize()
