"""Constraints that Django has no words for: foreign keys over several columns, and the key of a sharded table.

Declared in a model's Meta like any other, so that migrations carry them. Every key begins with the team, so a
reference can never lead into another team's design, and Citus can keep a team's rows on one node.
"""

from typing import Any

from django.db import models
from django.db.models.lookups import Exact

from designer.schema.kinds import KINDS, SINGLETONS

TENANT = ("team_id", "design_id")


class _RawConstraint(models.BaseConstraint):
    """A constraint whose statement runs after all tables of a migration exist."""

    def _definition(self, table: str, quote: Any) -> str:
        raise NotImplementedError

    def _arguments(self) -> dict[str, Any]:
        raise NotImplementedError

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return self._definition(quote(model._meta.db_table), quote)

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        quote = schema_editor.quote_name
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        """The server checks it."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path, args, kwargs = super().deconstruct()
        return path, tuple(args), {**kwargs, **self._arguments()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    __hash__ = None  # type: ignore[assignment]


class References(_RawConstraint):
    """FOREIGN KEY (columns) REFERENCES table (to). `deferred` ones are checked at commit."""

    def __init__(
        self,
        *,
        name: str,
        columns: tuple[str, ...],
        table: str,
        to: tuple[str, ...],
        on_delete: str,
        deferred: bool = False,
    ) -> None:
        super().__init__(name=name)
        self.columns, self.table, self.to = tuple(columns), table, tuple(to)
        self.on_delete, self.deferred = on_delete, deferred

    def _definition(self, table: str, quote: Any) -> str:
        columns, to = (", ".join(map(quote, names)) for names in (self.columns, self.to))
        timing = " DEFERRABLE INITIALLY DEFERRED" if self.deferred else ""
        return (
            f"ALTER TABLE {table} ADD CONSTRAINT {quote(self.name)} FOREIGN KEY ({columns}) "
            f"REFERENCES {quote(self.table)} ({to}) ON DELETE {self.on_delete}{timing}"
        )

    def _arguments(self) -> dict[str, Any]:
        return {
            "columns": self.columns, "table": self.table, "to": self.to,
            "on_delete": self.on_delete, "deferred": self.deferred,
        }  # fmt: skip


class TenantKey(_RawConstraint):
    """Makes (id, team) the primary key: a sharded table's keys all hold the column it is sharded by."""

    def _definition(self, table: str, quote: Any) -> str:
        name = quote(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} PRIMARY KEY (id, team_id)"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)
        return f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} PRIMARY KEY (id)"

    def _arguments(self) -> dict[str, Any]:
        return {}


def in_team(table: str) -> References:
    """Rows of `table` live in a team and go with it."""
    return References(
        name=f"{table}_team_fkey", columns=("team_id",), table="store_team", to=("id",), on_delete="CASCADE"
    )


def actor(table: str, column: str) -> References:
    """Who did it. The account may go; what was done stays."""
    return References(
        name=f"{table}_{column.removesuffix('_id')}_fkey",
        columns=(column,),
        table="auth_user",
        to=("id",),
        on_delete="SET NULL",
    )


def in_design(table: str) -> References:
    """Rows of `table` live in a design and go with it."""
    return References(
        name=f"{table}_design_fkey",
        columns=TENANT,
        table="store_design",
        to=("team_id", "id"),
        on_delete="CASCADE",
    )


def owned(table: str, owner: str) -> References:
    """Rows of `table` live in an object and go with it."""
    return References(
        name=f"{table}_{owner}_fkey",
        columns=(*TENANT, f"{owner}_uid"),
        table=f"store_{owner}",
        to=(*TENANT, "uid"),
        on_delete="CASCADE",
    )


def refers(table: str, column: str, target: str) -> References:
    """Rows of `table` name an object that must be there when the transaction ends.

    Nothing is deleted or emptied behind the user's back: what a drop takes with it is in its changes.
    """
    return References(
        name=f"{table}_{column}_fkey",
        columns=(*TENANT, column),
        table=f"store_{target}",
        to=(*TENANT, "uid"),
        on_delete="NO ACTION",
        deferred=True,
    )


def unique(table: str, *fields: str, nulls_distinct: bool | None = None) -> models.UniqueConstraint:
    """Unique within a design, checked at commit: names are swapped and positions shift within an edit.

    Its index begins with what tells most. Only primary keys begin with the design: where the planner knows
    nothing of a table yet, it takes any index that begins with it for one that finds a single row, and then
    every check of a foreign key reads the whole design.
    """
    return models.UniqueConstraint(
        fields=(fields[0], "team", "design", *fields[1:]),
        name=f"{table}_{'_'.join(fields)}_key",
        deferrable=models.Deferrable.DEFERRED,
        nulls_distinct=nulls_distinct,
    )


def index(table: str, field: str) -> models.Index:
    """An index for the other end of a foreign key: what names an object is looked up when the object goes."""
    # Django allows 30 characters for the name of an index.
    name = f"{table}_{field}_idx".replace("_uid", "").replace("column", "").replace("access_pattern", "pattern")
    return models.Index(fields=(field, "team", "design"), name=name)


def one_of(table: str, field: str, choices: tuple[str, ...]) -> models.CheckConstraint:
    """A closed set of words."""
    condition = models.Q(**{f"{field}__in": choices})
    return models.CheckConstraint(condition=condition, name=f"{table}_{field}_check")


def is_object(table: str, field: str) -> models.CheckConstraint:
    """JSON of `{name: value}`, and no list, number or null."""
    kind = models.Func(models.F(field), function="jsonb_typeof", output_field=models.TextField())
    return models.CheckConstraint(condition=Exact(kind, models.Value("object")), name=f"{table}_{field}_check")


def choices(table: str, kind: str, *fields: str) -> list[models.CheckConstraint]:
    """The closed sets that the model of a kind declares for these fields."""
    cls = SINGLETONS[kind] if kind in SINGLETONS else KINDS[kind].type
    assert cls is not None
    return [one_of(table, field, cls.__dataclass_fields__[field].metadata["choices"]) for field in fields]


def not_null_whole(table: str) -> models.CheckConstraint:
    """The properties of a NOT NULL constraint are there when it is."""
    absent = models.Q(not_null=False, not_null_name=None, not_null_validated=None, not_null_no_inherit=None)
    present = models.Q(not_null=True, not_null_validated__isnull=False, not_null_no_inherit__isnull=False)
    return models.CheckConstraint(condition=absent | present, name=f"{table}_not_null_check")


def together(table: str, *fields: str) -> models.CheckConstraint:
    """All of these columns are filled, or none."""
    none = models.Q(**{f"{field}__isnull": True for field in fields})
    both = models.Q(**{f"{field}__isnull": False for field in fields})
    return models.CheckConstraint(condition=none | both, name=f"{table}_{fields[0]}_together")


def column_or_expression(table: str) -> models.CheckConstraint:
    """A key part names a column or holds an expression, never both."""
    column = models.Q(attribute_uid__isnull=False, expression=None)
    expression = models.Q(attribute_uid=None, expression__isnull=False)
    return models.CheckConstraint(condition=column | expression, name=f"{table}_column_or_expression")
