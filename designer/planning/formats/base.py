"""What every format is made from: numbered steps with file names, and files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from designer.exporters.wording import one_line
from designer.planning.model import Plan, Step

_LONGEST_SLUG = 60


@dataclass(frozen=True, slots=True)
class File:
    """A file of a migration: a path relative to where migrations live, and its text."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A step with its number and its name as a file. told: what its place in the plan means."""

    number: int
    slug: str
    step: Step
    told: tuple[str, ...] = ()


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
        found.append(Numbered(number, slug, step, tuple(_of_place(plan.steps, number - first))))
    return tuple(found)


def _of_place(steps: tuple[Step, ...], at: int) -> Iterator[str]:
    """What it means that a phase begins or ends here."""
    phase = steps[at].phase
    if phase == "contract" and (at == 0 or steps[at - 1].phase != phase):
        yield "before this no code of the old version may run any more: what it uses is taken away from here on"
    if at + 1 < len(steps) and steps[at + 1].phase != phase:
        yield f"rollback point: the phase {phase} ends here; one can stay, or go back step by step, and lose nothing"


def slugged(title: str) -> str:
    """`add_the_foreign_key_orders_customer`: letters, digits and underscores."""
    slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    return slug[:_LONGEST_SLUG].rstrip("_") or "step"


def remarks(one: Numbered, mark: str = "--", *, back: bool = False) -> Iterator[str]:
    """What a reader should know of one way of a step, as comment lines."""
    step = one.step
    yield f"{mark} {'the way back of: ' if back else ''}{one_line(step.title)} ({step.phase})"
    if (step.down if back else step.up) == ("SELECT 1;",):
        yield f"{mark} nothing is to be done on this way"
    for lock in step.locks_back if back else step.locks:
        yield f"{mark} takes {lock.mode} on {one_line(lock.relation)}: {lock.blocks} wait"
    if step.irreversible:
        yield f"{mark} irreversible: {one_line(step.irreversible)}"
    if back:
        return
    if step.estimate_seconds:
        yield f"{mark} estimate: {step.estimate_seconds:g} s of work at the declared rows"
    for hazard in step.hazards:
        yield f"{mark} {hazard.code}: {one_line(hazard.message)}"
        if hazard.mend:
            yield f"{mark}   {one_line(hazard.mend)}"
    yield from (f"{mark} {words}" for words in one.told)


def script(statements: tuple[str, ...]) -> str:
    """Statements, each on lines of its own."""
    return "\n".join(statements)


def has_body(statement: str) -> bool:
    """Whether a statement may hold semicolons inside a dollar-quoted body, which simple splitters stumble on."""
    return "$" in statement and ";" in statement.rstrip().rstrip(";")


def in_body(statement: str) -> bool:
    """Whether a statement has a semicolon before its end, whatever it stands in."""
    return ";" in statement.rstrip().rstrip(";")
