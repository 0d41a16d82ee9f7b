"""What every format is made from: numbered steps with file names, and files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from designer.planning.model import Plan, Step

_LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class File:
    """A file of a migration: a path relative to where migrations live, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A step with its number and its name as a file."""

    number: int
    slug: str
    step: Step


def is_sqlite(plan: Plan) -> bool:
    """Whether the plan is for SQLite, whose steps bring their own transaction and the setting around it."""
    return plan.after.dialect.name == "sqlite"


def is_mysql(plan: Plan) -> bool:
    """Whether the plan is for MySQL or MariaDB, where a statement of definition commits what it does."""
    return plan.after.dialect.name in ("mysql", "mariadb")


def for_client(statements: tuple[str, ...], plan: Plan) -> tuple[str, ...]:
    """Statements as the server's command-line client reads them: MySQL's ends one at any semicolon, so those that hold
    some stand between DELIMITER lines."""
    if not is_mysql(plan):
        return statements
    return tuple(
        f"DELIMITER ;;\n{one.rstrip().removesuffix(';')} ;;\nDELIMITER ;" if in_body(one) else one for one in statements
    )


def numbered(plan: Plan, first: int) -> tuple[Numbered, ...]:
    """The steps with their numbers, in order; names tell them apart and depend on nothing but the plan."""
    found: list[Numbered] = []
    used: set[str] = set()
    for number, step in enumerate(plan.steps, first):
        slug = slugged(step.title)
        if slug in used:
            slug = f"{slug}_{number}"
        used.add(slug)
        found.append(Numbered(number, slug, step))
    return tuple(found)


def slugged(title: str) -> str:
    """`add_the_foreign_key_orders_customer`: letters, digits and underscores."""
    slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    return slug[:_LONGEST_SLUG].rstrip("_") or "step"


def remarks(step: Step, mark: str = "--") -> Iterator[str]:
    """What a reader should know, as comment lines."""
    yield f"{mark} {_one_line(step.title)} ({step.phase})"
    for lock in step.locks:
        yield f"{mark} takes {lock.mode} on {_one_line(lock.relation)}: {lock.blocks} wait"
    if step.estimate_seconds:
        yield f"{mark} estimate: {step.estimate_seconds:g} s of work at the declared rows"
    for hazard in step.hazards:
        yield f"{mark} {hazard.code}: {_one_line(hazard.message)}"
    if step.irreversible:
        yield f"{mark} irreversible: {_one_line(step.irreversible)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def script(statements: tuple[str, ...]) -> str:
    """Statements, each on lines of its own."""
    return "\n".join(statements)


def has_body(statement: str) -> bool:
    """Whether a statement may hold semicolons inside a dollar-quoted body, which simple splitters stumble on."""
    return "$" in statement and ";" in statement.rstrip().rstrip(";")


def in_body(statement: str) -> bool:
    """Whether a statement has a semicolon before its end, whatever it stands in."""
    return ";" in statement.rstrip().rstrip(";")
