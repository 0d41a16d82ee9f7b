"""Dividing a table whose facts are independent of one another, with its rows, and joining the parts again.

No part has a key of the whole then: a row of the wide table is a pair of rows that agree in the columns that both
parts have, so what stays would stand there once for each partner. The rows that become alike are merged; before, the
server sees that the parts joined are exactly the rows that are there, since otherwise the facts were not independent,
and dividing them would add or lose some.
"""

from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal, name
from designer.planning.bodies import quoted_body
from designer.planning.divided_rows import Words
from designer.planning.division import Division
from designer.schema.schema import Schema


class CrossedRows:
    """The statements for one wide table. ones: its parts, each after those by whose columns it is found."""

    def __init__(self, wide: Schema, narrow: Schema, entity: str, ones: tuple[Division, ...]) -> None:
        self.schema, self.ones = wide, ones
        self.table = qualified(wide, wide.entity(entity))
        self.name = wide.entity(entity).name
        attributes = [one for one in wide.entity(entity).attributes if not one.generated]
        self.columns = {one.id: name(one.name) for one in attributes}
        self.stay = [one.id for one in attributes if one.id in narrow.located]
        self.identities = any(one.identity for one in attributes)

    def copied(self) -> tuple[str, ...]:
        """The independent facts into their tables, under a lock that keeps everybody else out."""
        crossed = (one for one in self.ones if one.crossed)
        return (
            f"LOCK TABLE {self.table} IN ACCESS EXCLUSIVE MODE;",
            *(f"{Words(self.schema, one).copied};" for one in crossed),
        )

    def apart_guard(self) -> tuple[str, ...]:
        """Refuses to go on where the parts joined are not the rows of the table."""
        rows = f"SELECT {', '.join(self.columns.values())} FROM {self.table}"
        kept = ", ".join(self.columns[one] for one in self.stay)
        joined = self._join(f"(SELECT DISTINCT {kept} FROM {self.table})")
        differ = f"({rows} EXCEPT {joined}) UNION ALL ({joined} EXCEPT {rows})"
        text = (
            f"rows of {self.table} are not all the combinations of their parts: dividing them would add or lose facts"
        )
        return (_refusal([(f"SELECT FROM ({differ}) AS other", text)]),)

    def merged(self) -> tuple[str, ...]:
        """One row of those that are alike in what stays."""
        kept = ", ".join(self.columns[one] for one in self.stay)
        numbered = f"SELECT ctid, row_number() OVER (PARTITION BY {kept}) AS place FROM {self.table}"
        return (
            f"DELETE FROM {self.table}\n"
            f"WHERE ctid IN (SELECT numbered.ctid FROM ({numbered}) AS numbered WHERE numbered.place > 1);",
        )

    def together_guard(self) -> tuple[str, ...]:
        """Refuses to go on where a row of a part has no row to stand in."""
        looks = []
        for one in self.ones:
            words = Words(self.schema, one)
            if one.crossed:
                met = words.met or "true"
                found = f"SELECT FROM {words.here} AS p WHERE NOT EXISTS (SELECT FROM {self.table} WHERE {met})"
                looks.append((found, f"rows of {words.here} find no row of {self.table} to stand in"))
        return (_refusal(looks),)

    def joined(self) -> tuple[str, ...]:
        """Every combination again, in the place of what stood there."""
        into = ", ".join(self.columns.values())
        given = " OVERRIDING SYSTEM VALUE" if self.identities else ""
        return (
            f"WITH whole AS (DELETE FROM {self.table} RETURNING *)\nINSERT INTO {self.table} ({into}){given}\n"
            f"{self._join('whole')};",
        )

    def remarks(self) -> tuple[str, ...]:
        """What a person should know of the step."""
        return (
            f"{self.table} is divided in one step that keeps everybody from it: its rows that become alike are merged,"
            " and the new tables are empty until then",
        )

    def _join(self, start: str) -> str:
        """What stays and the parts, joined by the columns they have in common."""
        held = {one: f"w.{self.columns[one]}" for one in self.stay}
        source = f"{start} AS w"
        for place, one in enumerate(self.ones, 1):
            names = {theirs: f"p{place}.{name(self.schema.attribute(mine).name)}" for mine, theirs in one.columns}
            met = [f"{names[theirs]} = {held[theirs]}" for theirs in names if theirs in held]
            source += f" LEFT JOIN {Words(self.schema, one).here} AS p{place} ON {' AND '.join(met) or 'true'}"
            held = {**names, **held}
        return f"SELECT {', '.join(held[one] for one in self.columns)} FROM {source}"


def _refusal(looks: list[tuple[str, str]]) -> str:
    conditions = "\n".join(
        f"    IF EXISTS ({found}) THEN RAISE EXCEPTION '%', {literal(text)}; END IF;" for found, text in looks
    )
    body = f"\nBEGIN\n{conditions}\nEND\n"
    return f"DO {quoted_body(body, 'look')};"
