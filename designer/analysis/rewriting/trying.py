"""Values for the parameters of two queries that are compared: of rows that there are, at the edges, and null."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zlib import crc32

import psycopg
from psycopg import Connection

from designer.lab.measuring.ground import Rows
from designer.lab.measuring.running import parameter_types
from designer.lab.planner.values import choose_values, with_values
from designer.lab.planner.volume import TableVolume
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_literal
from designer.sql.parameter_uses import Table, parameter_uses
from designer.sql.parameters import normalise_parameters

_SETS = 12
_PROBED = 8
"""Of the values that a query suggests, in no order."""
_PLACES = (0.5, 0.0, 0.25, 0.75, 0.1, 0.9, 0.4, 0.6)


@dataclass(frozen=True, slots=True)
class Query:
    """A text with its parameters as `$n`, their names, and the types that a server finds for them."""

    text: str
    names: tuple[str, ...]
    types: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Tried:
    """One set of values by the name of the parameter, as SQL. odd: whether one was made up, and is in no row."""

    values: Mapping[str, str]
    odd: bool = False

    def texts(self, query: Query) -> tuple[str, ...]:
        """The query with the values in it: plain, and as casts for where the plain ones have no type."""
        numbered = {number: self.values[name] for number, name in enumerate(query.names, 1) if name in self.values}
        plain = with_values(query.text, numbered)
        typed = with_values(query.text, numbered, query.types)
        return (plain,) if typed == plain else (plain, typed)


def query_of(connection: Connection[tuple[object, ...]], sql: str) -> Query:
    """A query as the server reads it."""
    text, names = normalise_parameters(sql, "postgres")
    types = dict(enumerate(parameter_types(connection, text), 1)) if names else {}
    return Query(text, names, types)


class Trying:
    """Value after value for one query on made rows."""

    def __init__(
        self,
        connection: Connection[tuple[object, ...]],
        schema: Schema,
        volumes: Mapping[str, TableVolume],
        made: Mapping[str, Rows],
        pattern: AccessPattern,
    ) -> None:
        self._connection = connection
        self._schema = schema
        self._volumes = volumes
        self._made = made
        self._pattern = pattern

    def sets(self, query: Query, probe: tuple[tuple[str, str], ...] = ()) -> Iterator[Tried]:
        """Some sets of values; one and empty for a query without parameters. Each parameter is null in one of them."""
        if not query.names:
            yield Tried({})
            return
        pools = {name: self._pool(query, number, name, dict(probe)) for number, name in enumerate(query.names, 1)}
        odd = {quote_literal(one, "postgres") for edges in _EDGES.values() for one in edges}
        for turn in range(_SETS):
            values = {name: pool[(turn + 2 * place) % len(pool)] for place, (name, pool) in enumerate(pools.items())}
            yield Tried(values, bool(odd & set(values.values())))
        for turn, name in enumerate(pools):
            others = {other: pool[turn % len(pool)] for other, pool in pools.items()}
            kind = query.types.get(query.names.index(name) + 1)
            yield Tried({**others, name: f"NULL::{kind}" if kind else "NULL"})

    def _pool(self, query: Query, number: int, name: str, probe: Mapping[str, str]) -> list[str]:
        """Values worth trying for one parameter, the declared one first."""
        declared = next((one for one in self._pattern.parameters if one.name == name and one.value is not None), None)
        chosen = choose_values(self._schema, self._volumes, self._pattern, query.text)
        found = [chosen.choices[0][1][number]] if chosen.choices and number in chosen.choices[0][1] else []
        if declared is not None and found:
            found = [found[0]]
        found += self._probed(probe[name]) if name in probe else []
        found += self._of_rows(query, number)
        kind = query.types.get(number, "text")
        found += [quote_literal(one, "postgres") for one in _EDGES.get(kind, ())]
        return list(dict.fromkeys(found)) or ["NULL"]

    def _probed(self, text: str) -> list[str]:
        try:
            rows = self._connection.execute(text.encode()).fetchall()
        except psycopg.Error:
            if self._connection.closed:
                raise
            return []
        texts = sorted({str(one) for (one,) in rows if one is not None}, key=lambda one: crc32(one.encode()))
        return [quote_literal(one, "postgres") for one in texts[:_PROBED]]

    def _of_rows(self, query: Query, number: int) -> Iterator[str]:
        names: dict[Table, str] = {
            (self._schema.namespace(one.schema) or "public", one.name): one.id for one in self._schema.entities
        }
        columns: dict[Table, frozenset[str]] = {
            key: frozenset(self._volumes[one].columns) for key, one in names.items()
        }
        for use in parameter_uses(query.text, columns):
            rows = self._made.get(names.get(use.table, "")) if use.number == number and use.table is not None else None
            if rows is None or not rows.count or use.column not in rows.columns:
                continue
            values = rows.columns[use.column or ""]
            for place in _PLACES:
                value = values[int(place * rows.count)]
                if value is not None:
                    text = value if use.operator not in ("like", "ilike") else f"{value[:2]}%"
                    yield (
                        f"ARRAY[{quote_literal(text, 'postgres')}]"
                        if use.operator == "any"
                        else quote_literal(text, "postgres")
                    )


_EDGES = {
    "date": ("2024-03-10", "2024-11-03"),
    "timestamp with time zone": ("2024-03-10 05:00", "2024-11-03 00:00", "2024-02-29 13:14:15.123456"),
    "timestamp without time zone": ("2024-02-29 00:00", "2024-02-29 13:14:15.123456"),
    "integer": ("0", "-1"), "bigint": ("0", "-1"), "numeric": ("0",), "text": ("",),
}  # fmt: skip
"""Where results are likeliest to differ: days that are longer or shorter than others, moments inside a day, nothing."""
