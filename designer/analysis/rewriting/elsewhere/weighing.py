"""What both forms of a query read on the made rows: counted by MariaDB, told as a plan by SQLite.

No server but PostgreSQL's planner can be asked what a query would cost at the declared volumes, so this is of the
rows that were made, with the design's indexes and with the one that serves the new form best.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.index_engine.candidate import Candidate
from designer.analysis.index_engine.collect import collect
from designer.analysis.rewriting.elsewhere.comparing import Case
from designer.analysis.rewriting.offered import Pages
from designer.analysis.workload.text import filled
from designer.lab.asking import Asker, Spent
from designer.lab.planner.volumes import volumes_of
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier, quote_name

_PAYS = 0.8
_TRIED = 5
_PAGE = 10
_WIDTH = 3


@dataclass(frozen=True, slots=True)
class Weight:
    """before, after: with the design's indexes; …_served: with `index` too (CREATE INDEX), where one serves the new."""

    before: Spent
    after: Spent
    before_served: Spent | None = None
    after_served: Spent | None = None
    index: str = ""
    server: str = ""

    @property
    def pays(self) -> bool | None:
        """Whether the new form reads clearly less, each with what serves it; None where the server counts nothing."""
        old, new = (self.before_served or self.before).rows, (self.after_served or self.after).rows
        return None if old is None or new is None else new <= _PAYS * min(old, self.before.rows or old)

    @property
    def sentence(self) -> str:
        """What was counted, for people; nothing where the server counts nothing."""
        old, new = self.before_served or self.before, self.after_served or self.after
        if old.rows is None or new.rows is None:
            return ""
        index = " with the index that goes with it" if self.index else ""
        return f"It reads {old.rows:,} of the made rows as it is written, and {new.rows:,} in the new form{index}."

    def as_json(self) -> dict[str, Any]:
        """`before`, `after`, each {"rows", "lines"}, and the same with `index`."""
        return {
            "server": self.server, "index": self.index,
            **{name: {"rows": one.rows, "lines": list(one.lines)} for name, one in (
                ("before", self.before), ("after", self.after),
                ("before_served", self.before_served), ("after_served", self.after_served),
            ) if one is not None},
        }  # fmt: skip


def weighed(facts: Facts, asker: Asker, cases: Sequence[Case], server: str) -> list[Weight | None]:
    """For each case what it reads; None where the server plans one of its forms not."""
    forms = [_forms(one) for one in cases]
    indexes = [_indexes(facts, one) for one in cases]
    asked: list[tuple[tuple[str, ...], str]] = []
    for pair, texts in zip(forms, indexes, strict=True):
        asked += [(more, text) for more in ((), *((one,) for one in texts)) for text in pair]
    found = iter(asker.spent(asked))
    return [_best([(next(found), next(found)) for _ in range(1 + len(texts))], texts, server) for texts in indexes]


def _best(pairs: list[tuple[Spent | None, Spent | None]], indexes: list[str], server: str) -> Weight | None:
    before, after = pairs[0]
    if before is None or after is None:
        return None
    plain = Weight(before, after, server=server)
    better = [
        (_read(new) >= _read(old), _read(new), place)
        for place, (old, new) in enumerate(pairs[1:])
        if old is not None and new is not None and _read(new) < _read(after)
    ]
    if not better:
        return plain
    place = min(better)[2]
    old, new = pairs[1 + place]
    return replace(plain, before_served=old, after_served=new, index=indexes[place])


def _read(one: Spent) -> int:
    """Rows that are read; of a plan without any, how many of its lines read all of a table or an index, or sort."""
    if one.rows is not None:
        return one.rows
    return sum(
        2 * ("SCAN" in line) - ("INDEX" in line and "SCAN" in line) + ("TEMP B-TREE" in line) for line in one.lines
    )


def _forms(case: Case) -> tuple[str, str]:
    """Both queries with values in them, a page from the middle where they page."""
    check = case.rewrite.check
    if not isinstance(check, Pages):
        values = {name: case.values.get(name, "1") for name in case.statement.parameters}
        return filled(check.before, values), filled(check.after, values)
    values = {**case.values, **dict(zip(check.last, case.keys, strict=False))}
    values |= {one: "NULL" for one in check.last if one not in values}
    return (
        f"{filled(check.whole, values)} LIMIT {_PAGE} OFFSET {case.skipped}",
        f"{filled(check.after, values)} LIMIT {_PAGE}",
    )


def _indexes(facts: Facts, case: Case) -> list[str]:
    """Plain indexes that the new form would want, as statements of the design's dialect."""
    if case.rewrite.code == "QR001":
        return []  # a star that is spelled out wants no index that the star would not want
    schema = facts.schema
    form = replace(case.pattern, id=f"{case.pattern.id} rewritten", statements=(case.rewrite.sql,))
    alone = Facts(replace(schema, access_patterns=(form,)))
    found = collect(alone, volumes_of(schema, datetime.now(UTC)), _WIDTH).candidates
    texts = [text for one in found if (text := _statement(schema, one)) is not None]
    return list(dict.fromkeys(texts))[:_TRIED]


def _statement(schema: Schema, one: Candidate) -> str | None:
    index, entity = one.index, schema.entity(one.entity)
    if index.where or index.include or index.method != "btree" or any(key.column is None for key in index.keys):
        return None
    dialect = schema.dialect.name
    columns = [quote_identifier(schema.attribute(key.column or "").name, dialect) for key in index.keys]
    if all(key.descending for key in index.keys):
        listed = ", ".join(columns)
    else:
        listed = ", ".join(
            f"{name}{' DESC' if key.descending else ''}" for name, key in zip(columns, index.keys, strict=True)
        )
    table = quote_name(schema.namespace(entity.schema) or "", entity.name, dialect=dialect)
    name = quote_identifier(index.name or "for_the_new_form", dialect)
    return f"CREATE INDEX {name} ON {table} ({listed})"
