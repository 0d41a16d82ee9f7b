"""TY035: texts in MySQL's character set of three bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.columns import enumerated, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, evidence_table
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import entity, options
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Dialect, Entity

_mysql = Dialect(name="mysql")
_columns = ("id bigint", "body text")
_THREE_BYTES = frozenset({"utf8", "utf8mb3"})
_LONGEST_KEY = 768
"""Characters of four bytes that an index of InnoDB holds."""


@dataclass(frozen=True, slots=True)
class _Kept:
    entity: Entity
    charset: str
    columns: tuple[str, ...]


class ThreeByteTexts(TableRule):
    """Texts in a character set that has no fourth byte.

    MySQL's utf8 is no UTF-8: it ends at three bytes. An emoji, a rare Chinese character of a person's name or a
    mathematical sign is refused, or ends the text where it stands, as the server's mode has it. utf8mb4 takes them all,
    and is the default since MySQL 8 and MariaDB 11.6; the short name is deprecated, so that each dump warns.

    One finding lists the tables that are declared so and hold texts. Tables of one byte (latin1) were decided on, and
    are left alone. The fix changes the tables' own set; none is offered where a table or column names a collation, a
    foreign key compares texts, or an indexed text would be too wide.
    """

    code = "TY035"
    dialects = ("mysql", "mariadb")
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://dev.mysql.com/doc/refman/8.4/en/charset-unicode-utf8mb3.html"
    flagged = example(entity("posts", *_columns, pk="id", options=options(mysql={"charset": "utf8"})), dialect=_mysql)
    accepted = example(
        entity("posts", *_columns, pk="id", options=options(mysql={"charset": "utf8mb4"})), dialect=_mysql
    )

    def gather(self, facts: Facts) -> Iterator[_Kept]:
        if facts.schema.dialect.name not in ("mysql", "mariadb"):
            return
        for table in own_tables(facts):
            charset = str(_own(table).get("charset") or _own(table).get("collation") or "").lower().partition("_")[0]
            if charset not in _THREE_BYTES:
                continue
            texts = [one for one in table.attributes if facts.family(one) in ("text", "enum") and not _has_own(one)]
            if texts:
                yield _Kept(table, charset, tuple(one.name for one in texts))

    def fold(self, facts: Facts, found: Sequence[_Kept]) -> Iterator[Finding]:
        if not found:
            return
        names = enumerated([facts.name(one.entity) for one in found])
        yield self.finding(
            facts.schema,
            f"Texts of {len(found)} table{'s' if len(found) > 1 else ''} take no character of four bytes: {names}",
            "An emoji or a rare character of a name is refused, or cuts the text off; utf8mb4 takes all of Unicode.",
            evidence=evidence_table(
                ("table", "character set", "texts"),
                [(facts.name(one.entity), one.charset, len(one.columns)) for one in found],
            ),
            fix=_fix(facts, found),
        )


def _own(table: Entity) -> FrozenMap:
    own: FrozenMap = table.options.get("mysql") or FrozenMap({})
    return own


def _has_own(column: Attribute) -> bool:
    """Whether a column names a set or collation of its own."""
    return bool(column.collation or (column.options.get("mysql") or {}).get("charset"))


def _fix(facts: Facts, found: Sequence[_Kept]) -> tuple[Change, ...]:
    if len(found) > facts.thresholds.bulk_fix or not all(_is_free(facts, one.entity) for one in found):
        return ()
    return tuple(
        edits.alter(
            facts.schema,
            one.entity.id,
            options=FrozenMap({**one.entity.options, "mysql": FrozenMap({**_own(one.entity), "charset": "utf8mb4"})}),
        )
        for one in found
    )


def _is_free(facts: Facts, table: Entity) -> bool:
    """Whether another character set touches nothing else."""
    schema = facts.schema
    compared = facts.foreign_columns(table.id) | {
        column for link in schema.references_to(table.id) for column in link.parent_columns
    }
    indexed = {key.column for index in table.indexes for key in index.keys} | {
        column for key in table.keys for column in key.columns
    }
    texts = [one for one in table.attributes if facts.family(one) == "text"]
    wide = any(one.id in indexed and (facts.type_of(one).length or _LONGEST_KEY) >= _LONGEST_KEY for one in texts)
    named = any(one.collation for one in table.attributes) or "collation" in _own(table)
    return not (wide or named or any(one.id in compared for one in texts))
