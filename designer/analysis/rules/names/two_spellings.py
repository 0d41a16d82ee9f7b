"""NM008: one word written in full here and short there."""

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from designer.analysis.columns import own_of, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.model import Entity
from designer.schema.words import singular, words

_SHORT = {
    "acct": "account", "addr": "address", "amt": "amount", "appt": "appointment", "cfg": "configuration",
    "conf": "configuration", "curr": "currency", "cust": "customer", "dept": "department",
    "dest": "destination", "dst": "destination", "descr": "description", "emp": "employee", "env": "environment",
    "img": "image", "inv": "invoice", "lang": "language", "mfg": "manufacturing", "mgr": "manager", "msg": "message",
    "org": "organization", "organisation": "organization", "pct": "percent", "perm": "permission", "pwd": "password",
    "passwd": "password", "qty": "quantity", "recv": "received", "shp": "shipment", "src": "source", "tbl": "table",
    "tel": "telephone", "txn": "transaction", "usr": "user", "util": "utility", "whse": "warehouse",
}  # fmt: skip
"""Short forms that stand for one word only; `cat`, `prod`, `ref` and `desc` may stand for several."""
_SPELLED = {*_SHORT, *_SHORT.values()}
_EXAMPLES = 3


class TwoSpellings(Rule):
    """One word, written in full here and short there.

    With `customer_id` in one table and `cust_no` in the next, people type the wrong one, searches find half, and
    nobody is sure whether the two mean the same. Either spelling is fine, in all places.

    Only short forms that stand for exactly one word, as whole words of names of tables and columns, and in one finding.
    A design that always writes the short form is left alone.
    """

    code = "NM008"
    severity = Severity.INFO
    confidence = Confidence.HINT
    flagged = example(
        entity("customers", "id bigint", "name text", pk="id"), entity("orders", "id bigint", "cust_no bigint", pk="id")
    )
    accepted = example(entity("cust", "id bigint", "qty integer", pk="id"), entity("customs", "id bigint", pk="id"))

    def check(self, facts: Facts) -> Iterator[Finding]:
        used = _used(facts)
        rows = [
            (word, _shown(used[word]), short, _shown(used[short]))
            for short, word in _SHORT.items()
            if short in used and word in used
        ]
        if rows:
            yield self.finding(
                facts.schema,
                "One word in two spellings: " + ", ".join(f"{word} and {short}" for word, _, short, _ in rows),
                "Either will do; one of them everywhere is what lets people find and guess names.",
                evidence=evidence_table(("in full", "where", "short", "where it is short"), rows),
            )


def _used(facts: Facts) -> dict[str, list[str]]:
    """Those words of names that have another spelling, in the singular, with the places where they are used."""
    used: dict[str, dict[str, None]] = defaultdict(dict)
    for table in own_tables(facts):
        for word in _telling(table.name):
            used[word][facts.name(table)] = None
    for table in facts.tables:
        for word, place in facts.kept(_in_columns, table):
            used[word][place] = None
    return {word: list(places) for word, places in used.items()}


def _in_columns(facts: Facts, table: Entity) -> tuple[tuple[str, str], ...]:
    return tuple(
        (word, f"{facts.name(table)}.{column.name}")
        for column in own_of(facts, table)
        for word in _telling(column.name)
    )


@lru_cache(maxsize=65536)
def _telling(name: str) -> tuple[str, ...]:
    return tuple(one for one in map(singular, words(name)) if one in _SPELLED)


def _shown(places: list[str]) -> str:
    more = f" and {len(places) - _EXAMPLES} more" if len(places) > _EXAMPLES else ""
    return ", ".join(places[:_EXAMPLES]) + more
