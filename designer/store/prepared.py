"""Queries whose SQL is made once: what every page asks, again and again, with other values.

    _BY_KEY = Prepared(lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at))
    found = _BY_KEY.first(key, timezone.now())

The ORM builds and compiles a query anew each time, which takes several times as long as asking the database for one
row. Here the query is written in the ORM, compiled when it is first asked, and from then on only its values are put in.
Rows become the same objects. The query must not depend on the values in any other way than by comparing with them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet, Value
from django.db.models.query import get_related_populators

M = TypeVar("M")
_ALIAS = "default"


class Given(Value):
    """The place of a value; `value` is its number."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """A parameter that is recognised by being this very object."""
        return "%s", [self]

    def __repr__(self) -> str:
        return f"<value {self.value}>"


@dataclass(frozen=True, slots=True)
class _Compiled:
    """parameters: values, and in their places those to be given. compiler: what the ORM knows of the columns. rows:
    whether columns were asked for, not objects."""

    sql: str
    parameters: tuple[Any, ...]
    compiler: Any
    rows: bool


class Prepared(Generic[M]):
    """A query with places for values. make: the query, from as many expressions as there are values."""

    def __init__(self, make: Callable[..., "QuerySet[Any, M]"]) -> None:
        self._make = make

    def all(self, *values: Any) -> list[M]:
        """What the query finds with these values."""
        compiled = self._compiled
        connection = connections[_ALIAS]
        parameters = [values[one.value] if isinstance(one, Given) else one for one in compiled.parameters]
        with connection.cursor() as cursor:
            cursor.execute(compiled.sql, parameters)
            rows = cursor.fetchall()
        return list(self._objects(rows, connection)) if rows else []

    def first(self, *values: Any) -> M | None:
        """The first that the query finds, or None; a query of which more is not wanted says so by a slice."""
        return next(iter(self.all(*values)), None)

    @cached_property
    def _compiled(self) -> _Compiled:
        number = self._make.__code__.co_argcount
        made = self._make(*map(Given, range(number)))
        compiler = made.query.get_compiler(using=_ALIAS)
        sql, parameters = compiler.as_sql()
        places = {one.value for one in parameters if isinstance(one, Given)}
        if places != set(range(number)):
            raise TypeError(f"a value of {sql} is not compared with anything")
        return _Compiled(sql, tuple(parameters), compiler, made._fields is not None)  # type: ignore[attr-defined]

    @cached_property
    def _converters(self) -> list[tuple[int, list[Any], Any]]:
        compiler = self._compiled.compiler
        columns = [one[0] for one in compiler.select[: compiler.col_count]]
        return [(place, list(held), column) for place, (held, column) in compiler.get_converters(columns).items()]

    def _objects(self, rows: list[tuple[Any, ...]], connection: Any) -> Iterator[Any]:
        compiler = self._compiled.compiler
        converted = self._converted(rows, connection) if self._converters else iter(rows)
        if self._compiled.rows:
            yield from (tuple(row) for row in converted)
            return
        model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        names = [one[0].target.attname for one in compiler.select[start:end]]
        others = get_related_populators(compiler.klass_info, compiler.select, _ALIAS)  # type: ignore[call-arg]
        for row in converted:
            made = model.from_db(_ALIAS, names, row[start:end])
            for one in others:
                one.populate(row, made)
            for name, place in (compiler.annotation_col_map or {}).items():
                setattr(made, name, row[place])
            yield made

    def _converted(self, rows: list[tuple[Any, ...]], connection: Any) -> Iterator[list[Any]]:
        for row in map(list, rows):
            for place, converters, column in self._converters:
                for convert in converters:
                    row[place] = convert(row[place], column, connection)
            yield row
