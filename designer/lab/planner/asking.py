"""Questions to the planner: EXPLAIN of one checked query at a time, over the protocol that takes no second one."""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg
from psycopg import errors

from designer.lab.planner.results import Plan, PlannedPattern, PlannedStatement, Variant, read_plan
from designer.lab.planner.shunned import SHUNNED
from designer.lab.planner.values import Values, choose_values, with_values
from designer.lab.planner.volume import TableVolume
from designer.lab.planner.warnings import Miscounted, assumed_of, warnings_of
from designer.schema.model import AccessPattern
from designer.schema.schema import Schema
from designer.sql.one_query import refused_expression, refused_query, without_terminator

_EXPLAIN = "EXPLAIN (FORMAT JSON) "
_PREPARED = "asked"
_UNTYPED = (errors.IndeterminateDatatype, errors.AmbiguousFunction, errors.UndefinedFunction, errors.DatatypeMismatch)


_ENDED = "The planner's server ended while it planned."


class _Refused(Exception):
    """A query without a plan; the message says why."""


class Asking:
    """Asks through one session of the design's role. `stopped` tells why the session was ended from outside."""

    def __init__(
        self,
        session: psycopg.Connection,
        schema: Schema,
        volumes: Mapping[str, TableVolume],
        stopped: Callable[[], str | None],
        miscounted: tuple[Miscounted, ...] = (),
    ) -> None:
        self._session = session
        self._schema = schema
        self._volumes = volumes
        self._stopped = stopped
        self._miscounted = miscounted
        self._chosen: dict[tuple[AccessPattern, str], Values] = {}
        self._asked = ""

    def pattern(self, pattern: AccessPattern) -> PlannedPattern:
        """Everything about one pattern."""
        statements = tuple(self.statement(pattern, one) for one in pattern.statements)
        return PlannedPattern(
            pattern.id,
            pattern.name,
            statements,
            assumed_of(self._schema, self._volumes, statements),
            warnings_of(self._schema, pattern, statements, self._miscounted),
        )

    def statement(self, pattern: AccessPattern, text: str) -> PlannedStatement:
        """One statement, with values, without, and with frequent and rare ones where that makes another plan."""
        try:
            values = self._values(pattern, text)
            generic = self._generic(values) if values.names else None
            if values.missing:
                return PlannedStatement(text, generic, generic)
            plans = [(label, chosen, self._with(values, chosen)) for label, chosen in values.choices]
        except _Refused as reason:
            return PlannedStatement(text, refused=str(reason))
        _, chosen, plan = plans[0]
        variants = tuple(
            Variant(label, _named(values, other), found)
            for label, other, found in plans[1:]
            if found.shape != plan.shape or found.cost > 2 * plan.cost or plan.cost > 2 * found.cost
        )
        return PlannedStatement(text, plan, generic, _named(values, chosen), variants)

    def cost(self, pattern: AccessPattern) -> float | None:
        """The cost of a pattern with typical values; None where one of its statements has no plan."""
        plans = self.plans(pattern)
        return sum((plan.cost for plan in plans), 0.0) if plans is not None else None

    def plans(self, pattern: AccessPattern) -> tuple[Plan, ...] | None:
        """A plan for each statement with typical values; None where one has none."""
        found: list[Plan] = []
        for text in pattern.statements:
            try:
                values = self._values(pattern, text)
                found.append(self._generic(values) if values.missing else self._with(values, values.choices[0][1]))
            except _Refused:
                return None
        return tuple(found)

    def estimate(self, table: str, predicate: str) -> float | None:
        """How many rows of a table (its quoted name) the planner expects to meet a predicate."""
        if refused_expression(predicate):
            return None
        try:
            return self._ask(f"{_EXPLAIN}SELECT 1 FROM ONLY {table} WHERE {predicate}").rows
        except _Refused:
            return None

    def shun(self) -> None:
        """Do not ask the last query again for a while: its planning was ended from outside."""
        if self._asked:
            SHUNNED.add(self._asked, f"{self._stopped() or _ENDED} It is not asked again for some minutes.")

    def _values(self, pattern: AccessPattern, text: str) -> Values:
        shunned = SHUNNED.why(text)
        if shunned:
            raise _Refused(shunned)
        self._asked = text
        key = (pattern, text)
        if key not in self._chosen:
            why = refused_query(text)
            if why:
                raise _Refused(f"The query {why}.")
            found = choose_values(self._schema, self._volumes, pattern, without_terminator(text))
            if found.refused:
                raise _Refused(f"{found.refused[0].upper()}{found.refused[1:]}.")
            self._chosen[key] = found
        return self._chosen[key]

    def _generic(self, values: Values) -> Plan:
        """As servers plan a prepared statement. GENERIC_PLAN would not do: over the extended protocol its
        parameters must be given values, and the planner would then use them."""
        try:
            self._send(f"PREPARE {_PREPARED} AS {values.text}")
        except _Refused as reason:
            if not isinstance(reason.__cause__, _UNTYPED) or not values.types:
                raise
            typed = {number: f"${number}" for number in range(1, len(values.names) + 1)}
            self._send(f"PREPARE {_PREPARED} AS {with_values(values.text, typed, values.types)}")
        try:
            return self._ask(f"{_EXPLAIN}EXECUTE {_PREPARED}({', '.join('NULL' for _ in values.names)})")
        finally:
            if not self._session.closed:
                self._session.execute(f"DEALLOCATE {_PREPARED}".encode())

    def _with(self, values: Values, chosen: Mapping[int, str]) -> Plan:
        if not values.names:
            return self._ask(_EXPLAIN + values.text)
        try:
            return self._ask(_EXPLAIN + with_values(values.text, chosen))
        except _Refused as reason:
            if isinstance(reason.__cause__, psycopg.OperationalError | None) or not values.types:
                raise
        return self._ask(_EXPLAIN + with_values(values.text, chosen, values.types))

    def _ask(self, question: str) -> Plan:
        row = self._send(question).fetchone()
        assert row is not None
        return read_plan(row[0])

    def _send(self, text: str) -> psycopg.Cursor[Any]:
        try:
            # A binary answer needs the extended protocol, which refuses a second statement.
            return self._session.execute(text.encode(), binary=True)
        except psycopg.Error as error:
            raise _Refused(self._spoken(error)) from error

    def _spoken(self, error: psycopg.Error) -> str:
        if self._session.closed or isinstance(error, psycopg.InterfaceError):
            return self._stopped() or _ENDED
        if isinstance(error, errors.QueryCanceled):
            return "Planning took longer than its limit of some seconds."
        if isinstance(error, errors.OutOfMemory):
            return "Planning needed more memory than it may use."
        message = " ".join((error.diag.message_primary or str(error)).split())
        hint = f" {' '.join(error.diag.message_hint.split())}" if error.diag.message_hint else ""
        return f"The server refuses it: {message}.{hint}"


def _named(values: Values, chosen: Mapping[int, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, chosen[number]) for number, name in enumerate(values.names, 1) if number in chosen)
