"""Migrations as pages ask for them: planned once per pair of states, and taken away as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from designer.exporters.diagram.kept import Kept
from designer.exporters.result import ExportError
from designer.planning import FORMATS, CannotPlan, Options, Plan, files, plan
from designer.planning.model import STRATEGIES, Strategy
from designer.schema.schema import Schema
from designer.web.requests import whole_number
from designer.web.sides import Pair

TOOLS = {
    "sql": "Plain SQL", "flyway": "Flyway", "liquibase": "Liquibase", "golang-migrate": "golang-migrate",
    "dbmate": "dbmate", "goose": "goose", "sqitch": "Sqitch", "alembic": "Alembic", "django": "Django",
}  # fmt: skip
STRATEGY_WORDS = {
    "direct": "Direct: the shortest way, for small tables",
    "online": "Online: small steps without long locks",
    "expand-contract": "Expand and contract: old and new code side by side",
}
OLDEST, NEWEST = 12, 18
_MOST_FILES = 9999
_LARGE = 10_000
_AT_ONCE = 3000
"""Changes times tables: what a plan costs grows with both."""
_plans: Kept[Plan | str] = Kept(16)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a migration is asked for. strategy: "" leaves it to the declared rows."""

    pair: Pair
    strategy: str = ""
    version: int = NEWEST
    tool: str = "sql"
    first: int = 1

    @classmethod
    def read(cls, pair: Pair, given: Mapping[str, Any]) -> Asked:
        """From a query or a job's arguments; what there is not counts as not said."""

        def number(name: str, least: int, most: int, default: int) -> int:
            found = whole_number(str(given.get(name, "")))
            return found if found is not None and least <= found <= most else default

        strategy, tool = given.get("strategy", ""), given.get("as", "")
        return cls(
            pair,
            strategy if strategy in STRATEGIES else "",
            number("target", OLDEST, NEWEST, _own_version(pair.new.schema)),
            tool if tool in FORMATS else "sql",
            number("first", 1, _MOST_FILES, 1),
        )

    def query(self, **more: Any) -> str:
        """The part of an address that asks for it."""
        given = {"strategy": self.strategy, "target": self.version, "as": self.tool, "first": self.first, **more}
        return self.pair.query(**given)

    def arguments(self) -> dict[str, Any]:
        """For the job that proves it."""
        return {
            "from": self.pair.old.ref, "to": self.pair.new.ref, "same": [f"{a}~{b}" for a, b in self.pair.same],
            "strategy": self.strategy, "target": self.version,
        }  # fmt: skip


def query_of(arguments: Mapping[str, Any]) -> QueryDict:
    """A job's arguments as the query they came from."""
    query = QueryDict(mutable=True)
    for name, value in arguments.items():
        query.setlist(name, [str(one) for one in value] if isinstance(value, list) else [str(value)])
    return query


def _own_version(schema: Schema) -> int:
    major = whole_number((schema.dialect.version or "").partition(".")[0])
    return min(max(major, OLDEST), NEWEST) if major is not None else NEWEST


def plan_of(asked: Asked) -> Plan:
    """The plan. Raises CannotPlan with the reason, a sentence."""
    strategy = asked.strategy or _fitting(asked)
    return _planned(asked, strategy)


def _planned(asked: Asked, strategy: str) -> Plan:
    found = _plans.get(f"{asked.pair.key}/{strategy}/{asked.version}", lambda: _made(asked, strategy))
    if isinstance(found, str):
        raise CannotPlan(found)
    return found


def is_quick(asked: Asked, strategy: str) -> bool:
    """Whether the plan is known, or small enough to be made while somebody waits for a page about something else."""
    found = asked.pair.difference()
    known = _plans.peek(f"{asked.pair.key}/{strategy}/{asked.version}") is not None
    return known or len(found.changes) * len(found.new.entities) <= _AT_ONCE


def _made(asked: Asked, strategy: Any) -> Plan | str:
    """The plan, or why there is none: both are as costly to find."""
    found = asked.pair.difference()
    try:
        return plan(found.old, found.new, Options(strategy=strategy, target_version=asked.version))
    except (CannotPlan, ExportError) as reason:
        return str(reason)


def has_strategies(schema: Schema) -> bool:
    """Whether there is a choice of strategies for its database: for others than PostgreSQL the direct one is it."""
    return schema.dialect.name == "postgres"


def _fitting(asked: Asked) -> Strategy:
    """`online` where a table that the direct way locks is declared to be large, and there is another way."""
    if not has_strategies(asked.pair.new.schema):
        return "direct"
    direct = _planned(asked, "direct")
    rows = {
        f"{schema.namespace(one.schema) or 'public'}.{one.name}": one.rows or 0
        for schema in (direct.before,)
        for one in schema.entities
    }
    touched = {lock.relation for step in direct.steps for lock in step.locks}
    return "online" if any(rows.get(one, 0) > _LARGE for one in touched) else "direct"


def archive(asked: Asked, made: Plan) -> bytes:
    """The files of the chosen tool as a zip, the same bytes for the same plan on every machine: nothing is
    compressed, since compressors differ, and every file is of one day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as zipped:
        for file in sorted(files(made, asked.tool, first=asked.first), key=lambda one: one.path):
            entry = zipfile.ZipInfo(file.path, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            zipped.writestr(entry, file.text)
    return packed.getvalue()


def other(asked: Asked, strategy: str) -> Asked:
    """The same with another strategy."""
    return replace(asked, strategy=strategy)
