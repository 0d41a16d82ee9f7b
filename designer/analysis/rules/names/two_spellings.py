"""NM008: one word written in full here and short there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from designer.analysis.columns import enumerated, own_of
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import SummedRule
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


_Used = tuple[tuple[str, str], ...]
"""Words, each with a place that it is used in."""


class TwoSpellings(SummedRule):
    """One word, written in full here and short there.

    With `customer_id` in one table and `cust_no` in the next, people type the wrong one, searches find half, and
    nobody is sure whether the two mean the same. Either spelling is fine, in all places.

    Only short forms that stand for exactly one word, as whole words of names of tables and columns, and in one finding.
    A design that always writes the short form is left alone.

    Where a team has set which of them it writes, the other is reported, whether or not both are used.
    """

    code = "NM008"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://doi.org/10.1007/s11219-006-9219-1"
    flagged = example(
        entity("customers", "id bigint", "name text", pk="id"), entity("orders", "id bigint", "cust_no bigint", pk="id")
    )
    accepted = example(entity("cust", "id bigint", "qty integer", pk="id"), entity("customs", "id bigint", pk="id"))

    def sum_of(self, facts: Facts, table: Entity) -> tuple[_Used, _Used]:
        called = () if table.partition_of else _telling(table.name)
        return tuple((word, facts.name(table)) for word in called), _in_columns(facts, table)

    def judge(self, facts: Facts, sums: Mapping[str, tuple[_Used, _Used]]) -> Iterator[Finding]:
        used: dict[str, dict[str, None]] = defaultdict(dict)
        for in_names in (0, 1):
            for word, place in chain.from_iterable(one[in_names] for one in sums.values()):
                used[word][place] = None
        spelling = facts.thresholds.naming.spelling
        if spelling:
            yield from self._off(facts, spelling, used)
            return
        rows = [
            (word, _shown(list(used[word])), short, _shown(list(used[short])))
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

    def _off(self, facts: Facts, spelling: str, used: Mapping[str, Mapping[str, None]]) -> Iterator[Finding]:
        """Words that are not written as the team has set."""
        pairs = [(short, word) if spelling == "full" else (word, short) for short, word in _SHORT.items()
                 if len(short) < len(word) - 1]  # fmt: skip
        rows = [(other, wanted, _shown(list(used[other]))) for other, wanted in pairs if other in used]
        if rows:
            how = "in full" if spelling == "full" else "in short"
            yield self.finding(
                facts.schema,
                f"The team writes words {how}, {len(rows)} {'is' if len(rows) == 1 else 'are'} not: "
                + enumerated([f"{other} for {wanted}" for other, wanted, _ in rows]),
                "One spelling everywhere is what lets people find and guess names.",
                confidence=Confidence.LIKELY,
                evidence=evidence_table(("written", "to be written", "where"), rows),
            )


def _in_columns(facts: Facts, table: Entity) -> _Used:
    place = facts.name(table)
    return tuple((word, f"{place}.{name}") for word, name in facts.kept(_spelled_in, table))


def _spelled_in(facts: Facts, table: Entity) -> tuple[tuple[str, str], ...]:
    """The words of its columns' names that have two spellings, each with the column's name; to be `kept`."""
    return tuple((word, column.name) for column in own_of(facts, table) for word in _telling(column.name))


@lru_cache(maxsize=65536)
def _telling(name: str) -> tuple[str, ...]:
    return tuple(one for one in map(singular, words(name)) if one in _SPELLED)


def _shown(places: list[str]) -> str:
    more = f" and {len(places) - _EXAMPLES} more" if len(places) > _EXAMPLES else ""
    return ", ".join(places[:_EXAMPLES]) + more
