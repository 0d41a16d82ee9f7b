"""NM008: one word written in full here and short there."""

from collections import defaultdict
from collections.abc import Iterator

from designer.analysis.columns import own_columns, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import Rule
from designer.analysis.words import singular, words
from designer.schema.build import entity

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
    """Every word of a name, in the singular, with the places where it is used."""
    used: dict[str, dict[str, None]] = defaultdict(dict)
    names = [(facts.name(table), table.name) for table in own_tables(facts)]
    names += [(f"{facts.name(table)}.{column.name}", column.name) for table, column in own_columns(facts)]
    for place, name in names:
        for word in words(name):
            used[singular(word)][place] = None
    return {word: list(places) for word, places in used.items()}


def _shown(places: list[str]) -> str:
    more = f" and {len(places) - _EXAMPLES} more" if len(places) > _EXAMPLES else ""
    return ", ".join(places[:_EXAMPLES]) + more
