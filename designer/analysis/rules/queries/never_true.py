"""QR024: a condition that compares with NULL."""

from collections.abc import Iterator
from itertools import chain

from designer.analysis.example import example
from designer.analysis.expressions import tokens_of
from designer.analysis.facts import Facts
from designer.analysis.finding import Severity
from designer.analysis.query_rule import QueryRule, Remark, written
from designer.analysis.workload import ParsedPattern, ParsedStatement, Predicate
from designer.analysis.workload.text import in_own_spelling
from designer.schema.build import entity, pattern

_users = entity("users", "id bigint", "left_at timestamptz", "name text", pk="id")
_sql = "SELECT id, name FROM users WHERE left_at {} ORDER BY id LIMIT 50"
_MEANT = {"=": "IS NULL", "<>": "IS NOT NULL", "!=": "IS NOT NULL"}
_EMPTY = "''"


class NeverTrue(QueryRule):
    """Condition that compares with NULL.

    `left_at = NULL` asks whether a value that is not known is the same as one that is not known: the answer is neither
    yes nor no, and no row is returned, updated or deleted, those without a value included. IS NULL asks what was meant.
    NULL in the list of a NOT IN does the same to the whole list.

    Oracle keeps an empty text as NULL, so that `name = ''` is never true there. Comparisons that know of NULL (IS NOT
    DISTINCT FROM, `<=>` in MySQL) are left alone, and so is NULL that stands where a value is set.
    """

    code = "QR024"
    severity = Severity.ERROR
    reference = "https://www.postgresql.org/docs/18/functions-comparison.html"
    flagged = example(_users, pattern("those who are here", _sql.format("= NULL")))
    accepted = example(_users, pattern("those who are here", _sql.format("IS NULL")))

    def remarks(self, facts: Facts, parsed: ParsedPattern, statement: ParsedStatement) -> Iterator[Remark]:
        empty = facts.schema.dialect.name == "oracle"
        compared = [one for one in statement.predicates if one.compares_with_null or (empty and _is_empty(one))]
        listed = [one for one in statement.predicates if _is_listed(one)]
        for one in sorted(chain(compared, listed), key=lambda one: one.disjunct):
            column = facts.schema.attribute(one.attribute)
            table = facts.owner_of(column.id)
            name = f"{facts.name(table)}.{column.name}"
            meant = _MEANT.get(one.operator)
            instead = f"{one.expression} {meant}" if meant and one not in listed else None
            yield Remark(
                f"asks that {name} be none of a list with NULL in it, which is never true"
                if one in listed
                else f"compares {name} with {'an empty text, which is NULL' if _is_empty(one) else 'NULL'},"
                " which is never true",
                _outcome(statement, one) + (f" {meant} was meant." if instead else ""),
                entity=table.id,
                attributes=(column.id,),
                shown={
                    "condition": written(facts, statement, one),
                    **({"instead": in_own_spelling(instead, statement, facts.schema.dialect.name)} if instead else {}),
                },
                severity=Severity.WARNING if one.disjunct else None,
            )


def _is_empty(one: Predicate) -> bool:
    return one.value == _EMPTY and one.operator in ("=", "<>", "!=")


def _is_listed(one: Predicate) -> bool:
    """Whether NULL is among the values that a column may not have."""
    if one.operator != "in" or not one.negated or not one.constant:
        return False
    items = [token.text.upper() for token in tokens_of(one.value)]
    return len(items) > 1 and "NULL" in items


def _outcome(statement: ParsedStatement, one: Predicate) -> str:
    if one.disjunct:
        return "A comparison with NULL is neither true nor false: this side of the OR finds no row."
    done = {"update": "changed", "delete": "deleted"}.get(statement.kind, "found")
    return f"A comparison with NULL is neither true nor false: no row is ever {done}."
