"""A plan for SQLite, run in a file of its own by a process of its own: there, back, and there again."""

import time
from typing import Any

from designer.exporters.lasting import lasting
from designer.exporters.sqlite import native_statements
from designer.exporters.sqlite.texts import SQLITE
from designer.importers.sqlite.files import ask
from designer.lab.catalogue import Difference
from designer.lab.measuring.tables import parents_first
from designer.lab.sqlite.catalogue import differences, facts
from designer.planning.model import Plan
from designer.planning.proof.outcome import Proof, Verdict
from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_SECONDS = 60
_TRIES = 6


def prove_sqlite(plan: Plan, rows: int) -> Proof:
    """Runs the plan on synthetic rows; each time the catalogue is held against that of the design made from nothing."""
    began = time.perf_counter()
    before, after = lasting(plan.before), lasting(plan.after)
    filled = [(one, group) for one in parents_first(before) for group in _rows(before, one, rows)]
    kept = [one for one in before.entities if one.id in after.located]
    old_sums = [_sum(before, one, after) for one in kept]
    new_sums = [_sum(after, after.entity(one.id), before) for one in kept]
    up = [text for step in plan.steps for text in step.up]
    down = [text for step in reversed(plan.steps) for text in step.down]
    target = ask({"legs": [{"statements": list(native_statements(after))}]}, _SECONDS)
    legs = [
        {"statements": list(native_statements(before)), "rows": [group for _, group in filled], "sums": old_sums},
        {"statements": up, "sums": new_sums},
        {"statements": down, "sums": old_sums},
        {"statements": up, "sums": new_sums},
    ]
    run = ask({"legs": legs}, _SECONDS)
    seconds = time.perf_counter() - began
    for answer in (target, run):
        if "failed" in answer:
            return Proof("not executed", None, not_executed=(answer["failed"],), seconds=seconds)
    return _judged(run, target["legs"][0], [one.name for one, _ in filled], [one.name for one in kept], seconds)


def _judged(run: dict[str, Any], target: dict[str, Any], filled: list[str], kept: list[str], seconds: float) -> Proof:
    done = run["legs"]
    unable = [leg["error"] for leg in (target, done[0]) if leg["error"]]
    if unable:
        why = tuple(f"{' '.join(text.split())[:120]}: {words}" for text, words in unable)
        return Proof("not executed", run["server"], not_executed=why, seconds=seconds)
    errors = [f"{' '.join(leg['error'][0].split())[:200]}: {leg['error'][1]}" for leg in done if leg["error"]]
    start, goal = facts(done[0]), facts(target)
    found: list[Difference] = []
    reached = []
    for leg, expected in zip(done[1:], (goal, start, goal), strict=False):
        unlike = () if leg["error"] else differences(expected, facts(leg))
        found += unlike
        reached.append(not leg["error"] and not unlike)
    reached += [False] * (3 - len(reached))
    whole = len(done) > 1 and not done[1]["error"]
    lost = [name for name, old, new in zip(kept, done[0]["sums"], done[1]["sums"], strict=True) if old != new] \
        if whole else []  # fmt: skip
    errors += [f"{name}: the rows are not what they were" for name in lost]
    empty = _empty(filled, done[0]["refused"])
    holds = all(reached) and whole and not errors
    verdict: Verdict = "failed" if not holds else "partly" if empty else "proved"
    return Proof(
        verdict, run["server"], reached[0], reached[1], reached[2], whole and not lost,
        done[0]["refused"].count(None), tuple(errors),
        tuple(dict.fromkeys(found)), empty, sum(leg["ran"] for leg in done), seconds,
    )  # fmt: skip


def _empty(filled: list[str], refused: list[str | None]) -> tuple[str, ...]:
    words: dict[str, list[str | None]] = {}
    for name, one in zip(filled, refused, strict=True):
        words.setdefault(name, []).append(one)
    return tuple(
        f"{name} is proved without rows: {ones[-1]}" for name, ones in words.items() if None not in ones
    )  # fmt: skip


def _sum(schema: Schema, entity: Entity, other: Schema) -> str:
    """The columns that both designs have and hold the same, in the order of their ids."""
    theirs = {one.id: one for one in other.entity(entity.id).attributes}
    names = [
        SQLITE.name(one.name)
        for one in sorted(entity.attributes, key=lambda one: one.id)
        if one.id in theirs
        and (one.type, one.generated, bool(one.not_null)) == _same(theirs[one.id])
    ]  # fmt: skip
    return f"SELECT {', '.join(names) or '1'} FROM {SQLITE.name(entity.name)}"


def _same(one: Any) -> tuple[Any, ...]:
    return one.type, one.generated, bool(one.not_null)


def _rows(schema: Schema, entity: Entity, rows: int) -> list[list[str]]:
    """For each row the statements to try, one after the other."""
    found = [[_insert(schema, entity, number, attempt) for attempt in range(_TRIES)] for number in range(1, rows + 1)]
    return found if entity.attributes else []


def _insert(schema: Schema, entity: Entity, number: int, attempt: int) -> str:
    values: dict[str, str] = {}
    for link in schema.references_from(entity.id) if attempt < _TRIES - 1 else ():
        parent = schema.entity(link.parent)
        order = SQLITE.names(schema.names(link.parent_columns))
        for own, theirs in zip(schema.names(link.columns), schema.names(link.parent_columns), strict=True):
            values[own] = (
                f"(SELECT {SQLITE.name(theirs)} FROM {SQLITE.name(parent.name)} ORDER BY {order}"
                f" LIMIT 1 OFFSET {(number - 1) % 7 if attempt < 2 else 0})"
            )
    constants = _constants(entity)
    for one in entity.attributes:
        pool = constants.get(one.name.lower()) if attempt else None
        if not one.generated and one.name not in values:
            values[one.name] = (
                pool[(number + attempt) % len(pool)] if pool else _value(one.type, number + attempt * 100)
            )
    names = SQLITE.names(values)
    return f"INSERT INTO {SQLITE.name(entity.name)} ({names}) VALUES ({', '.join(values.values())})"


def _value(type_text: str, number: int) -> str:
    """A constant that the type's affinity, and a STRICT table, take."""
    kind = type_text.upper()
    if "INT" in kind:
        return str(number)
    if any(word in kind for word in ("CHAR", "CLOB", "TEXT", "DATE", "TIME")):
        return f"'text {number}'"
    if "BLOB" in kind:
        return f"x'{number:08x}'"
    return f"{number}.5"


def _constants(entity: Entity) -> dict[str, list[str]]:
    """For each column that a check names, the constants beside it and their neighbours."""
    found: dict[str, list[str]] = {}
    for check in entity.checks:
        tokens = tokenize(check.expression, "sqlite").tokens
        pool = [one.text for one in tokens if one.kind is Kind.STRING]
        pool += [f"{one.text}{plus}" for one in tokens if one.kind is Kind.NUMBER for plus in ("", " + 1", " - 1")]
        words = {one.text.strip('"`[]').lower() for one in tokens}
        for attribute in entity.attributes:
            if pool and attribute.name.lower() in words:
                found.setdefault(attribute.name.lower(), []).extend(pool)
    return found
