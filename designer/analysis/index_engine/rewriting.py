"""Statements that no index serves as they are written: the form that one would serve, and what that would cost."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlglot import exp

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate, shape
from designer.analysis.index_engine.collect import Collected, collect
from designer.analysis.index_engine.recommendation import Rewritten
from designer.analysis.index_engine.select import Selection
from designer.analysis.rewrites import bare_form
from designer.analysis.workload import ParsedPattern, ParsedStatement, Predicate
from designer.analysis.workload.text import SqlText
from designer.exporters.postgres.indexes import create_index
from designer.lab.planner import Planned, volumes_of
from designer.schema.model import AccessPattern
from designer.sql.identifiers import quote_identifier
from designer.sql.parsing import SqlError, parse_one

_BETTER = 0.8
_CLOSE = 1.1
_TRIED = 12


@dataclass(frozen=True, slots=True)
class _Form:
    """A pattern in its new form. place: which of its statements was rewritten."""

    parsed: ParsedPattern
    rewritten: AccessPattern
    place: int
    why: str


class Rewrites:
    """The new forms of a design's patterns, with candidates of their own."""

    def __init__(self, facts: Facts, width: int, now: datetime) -> None:
        self._facts, self._width, self._now = facts, width, now
        self._forms = tuple(self._all()) if facts.schema.dialect.name == "postgres" else ()
        self._wanted: dict[str, list[str]] = {}
        self._extra: dict[str, Candidate] = {}

    def _all(self) -> Iterator[_Form]:
        for parsed in self._facts.patterns:
            for place, statement in enumerate(parsed.statements):
                for number, (sql, why) in enumerate(_forms_of(self._facts, statement)):
                    pattern = parsed.pattern
                    statements = (*pattern.statements[:place], sql, *pattern.statements[place + 1 :])
                    made = replace(pattern, id=f"rewritten {pattern.id} {place} {number}", statements=statements)
                    yield _Form(parsed, made, place, why)

    def candidates(self, collected: Collected) -> tuple[Candidate, ...]:
        """What the new forms want beside the candidates that there are."""
        if not self._forms:
            return ()
        patterns = tuple(one.rewritten for one in self._forms)
        facts = Facts(replace(self._facts.schema, access_patterns=patterns), self._facts.thresholds)
        taken = frozenset(one.index.name or "" for one in collected.candidates)
        known = {(one.entity, shape(one.index)): one for one in collected.candidates}
        for one in collect(facts, volumes_of(facts.schema, self._now), self._width, taken).candidates:
            same = known.get((one.entity, shape(one.index)))
            if same is None:
                self._extra[one.id] = one
            for origin in sorted(one.origins):
                self._wanted.setdefault(origin, []).append((same or one).id)
        return tuple(self._extra.values())

    def told(self, planned: Planned, found: Selection) -> tuple[Rewritten, ...]:
        """The forms that are cheaper than what the pattern costs with the chosen indexes."""
        return tuple(advice for one in self._forms if (advice := self._told(one, planned, found)))

    def _told(self, one: _Form, planned: Planned, found: Selection) -> Rewritten | None:
        visible = found.costs.own | found.chosen
        (before,) = planned.costs((one.parsed.pattern,), visible)
        (plain,) = planned.costs((one.rewritten,), visible)
        if before is None or plain is None:
            return None
        best, index = plain, None
        for candidate in self._wanted.get(one.rewritten.id, [])[:_TRIED]:
            (cost,) = planned.costs((one.rewritten,), visible | {candidate})
            if cost is not None and cost * _CLOSE < best:
                best, index = cost, candidate
        if best > _BETTER * before:
            return None
        sql = one.rewritten.statements[one.place]
        name = one.parsed.pattern.name
        return Rewritten(
            name, sql, one.why, round(before, 2), round(best, 2), self._sql(index, found) if index else None
        )

    def _sql(self, candidate: str, found: Selection) -> str:
        one = self._extra.get(candidate) or found.by_id[candidate]
        schema = self._facts.schema
        return create_index(schema, schema.entity(one.entity), one.index).rstrip(";")


def _forms_of(facts: Facts, statement: ParsedStatement) -> Iterator[tuple[str, str]]:
    for one in statement.predicates:
        if one.negated or one.disjunct or one.clause == "having" or statement.tables[one.use].entity is None:
            continue
        if one.operator == "= any" and one.function is None:
            name = quote_identifier(facts.schema.attribute(one.attribute).name, facts.schema.dialect.name)
            form: str | None = f"{name} @> ARRAY[{one.value}]"
            why = "an index on the elements serves @>, and never = ANY"
        elif one.function is not None:
            form = bare_form(facts, one)
            why = f"{one.expression} hides the column from its index; the same as a condition on the bare column"
        else:
            continue
        sql = _replaced(facts, statement, one, form) if form else None
        if sql:
            yield sql, why


def _replaced(facts: Facts, statement: ParsedStatement, one: Predicate, form: str) -> str | None:
    """The statement with one condition in its new form; None where its place is not found."""
    dialect = facts.schema.dialect.name
    text = SqlText(dialect, statement.parameters)
    if statement.tree is None:
        return None
    try:
        new = parse_one(form, dialect)
    except SqlError:
        return None
    if len(statement.tables) > 1:
        alias = statement.tables[one.use].alias
        for column in list(new.find_all(exp.Column)):
            if not column.args.get("table"):
                column.set("table", exp.to_identifier(alias))
    tree = statement.tree.copy()
    for node in tree.find_all(exp.Binary, exp.Between, exp.In):
        sides = [side for side in (node.args.get("this"), node.args.get("expression")) if isinstance(side, exp.Expr)]
        if _is_wanted(text, sides, one):
            node.replace(exp.Paren(this=new) if isinstance(new, exp.And | exp.Or) else new)
            return text.of(tree)
    return None


def _is_wanted(text: SqlText, sides: list[exp.Expr], one: Predicate) -> bool:
    shown = [text.unqualified(side) for side in sides]
    if one.operator == "= any":
        return any(side.upper().startswith("ANY") and one.expression in side for side in shown) and one.value in shown
    return one.expression in shown
