"""The formats by name."""

from collections.abc import Callable

from designer.planning.formats import alembic, dbmate, django, flyway, golang_migrate, goose, liquibase, plain, sqitch
from designer.planning.formats.base import File
from designer.planning.model import Plan

Writer = Callable[[Plan, int], tuple[File, ...]]

FORMATS: dict[str, Writer] = {
    "sql": plain.write,
    "flyway": flyway.write,
    "liquibase": liquibase.write,
    "golang-migrate": golang_migrate.write,
    "dbmate": dbmate.write,
    "goose": goose.write,
    "sqitch": sqitch.write,
    "alembic": alembic.write,
    "django": django.write,
}


class UnknownFormat(ValueError):
    """There is no writer for this tool."""


def files(plan: Plan, tool: str, *, first: int = 1) -> tuple[File, ...]:
    """The plan's files for a tool, numbered from `first`. Raises UnknownFormat."""
    writer = FORMATS.get(tool)
    if writer is None:
        raise UnknownFormat(f"no migrations for {tool!r}; there are some for {', '.join(FORMATS)}")
    return writer(plan, first)
