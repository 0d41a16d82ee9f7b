"""What names mean: the design's tables and views, and the columns that each source of rows offers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from sqlglot import exp

from designer.schema.model import Entity
from designer.schema.schema import Schema
from designer.sql.identifiers import fold, shown_identifier, truncate

_CATALOGUES = frozenset({"pg_catalog", "information_schema", "pg_toast", "sys", "mysql", "performance_schema"})
_SYSTEM_TABLES = frozenset({"dual", "sqlite_master", "sqlite_schema", "sqlite_sequence"})
_SYSTEM_COLUMNS = {
    "postgres": frozenset({"ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"}),
    "sqlite": frozenset({"rowid", "oid", "_rowid_"}),
    "oracle": frozenset({"ROWID", "ROWNUM", "LEVEL", "SYSDATE", "SYSTIMESTAMP", "USER"}),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """A column of a table of the design, and which use of the table it comes from.

    pushable: whether a condition on it may be answered inside the query it comes through: not behind a LIMIT.
    """

    attribute: str
    use: int
    pushable: bool = True


Outputs = dict[str, Origin | None]
"""The columns of a query by name; None for what is computed. OPEN among them: there are others, of names unknown."""

OPEN = ""


@dataclass(slots=True)
class Source:
    """One thing in FROM. hidden: its columns are named only with its own name, as those of `excluded`.

    star: whether `*` of it brings all columns of a table of the design.
    """

    name: str
    outputs: Outputs
    entity: Entity | None = None
    use: int | None = None
    star: bool = False
    hidden: bool = False


@dataclass(slots=True)
class Scope:
    """The sources that a column may come from, and the scope around them. merged: columns that USING made one."""

    block: int
    parent: "Scope | None" = None
    sources: list[Source] = field(default_factory=list)
    merged: set[str] = field(default_factory=set)


class Catalogue:
    """The design's tables and views by name, as its dialect compares names."""

    def __init__(self, schema: Schema) -> None:
        self.dialect = schema.dialect.name
        self._entities: dict[str, Entity] = {}
        self._views: dict[str, tuple[str, ...]] = {}
        for entity in sorted(schema.entities, key=lambda one: schema.namespace(one.schema) != "public", reverse=True):
            namespace = schema.namespace(entity.schema) or "public"
            self._entities[self.key(entity.name)] = entity
            self._entities[f"{self.key(namespace)}.{self.key(entity.name)}"] = entity
        for opaque in schema.opaque:
            if "view" in opaque.kind:
                self._views[self.key(opaque.name.replace('"', ""))] = opaque.columns
                self._views.setdefault(self.key(opaque.name.replace('"', "").rpartition(".")[2]), opaque.columns)

    def name(self, identifier: object) -> str:
        """The name that an identifier means: folded unless it is quoted, and cut as the server cuts it."""
        if not isinstance(identifier, exp.Identifier):
            return str(identifier.name) if isinstance(identifier, exp.Expr) else ""
        text = str(identifier.this)
        return truncate(text if identifier.quoted else fold(text, self.dialect), self.dialect)

    def key(self, name: str) -> str:
        """What two names have in common that mean the same: the server cuts the design's names, too."""
        return truncate(name, self.dialect) if self.dialect in ("postgres", "oracle") else name.casefold()

    def entity(self, table: exp.Table) -> Entity | None:
        """The design's table of this name, or None."""
        return self._entities.get(self._path(table))

    def view(self, table: exp.Table) -> tuple[str, ...] | None:
        """The columns of the design's view of this name, () where they are not known, or None for no view."""
        path = self._path(table)
        return self._views.get(path, self._views.get(path.rpartition(".")[2]))

    def is_system(self, table: exp.Table) -> bool:
        """Whether it is one of the server's own tables."""
        namespace, name = self.name(table.args.get("db")).lower(), self.name(table.this).lower()
        return namespace in _CATALOGUES or name in _SYSTEM_TABLES or (not namespace and name.startswith("pg_"))

    def is_system_column(self, name: str) -> bool:
        """Whether every table has it without declaring it."""
        return name in _SYSTEM_COLUMNS.get(self.dialect, ())

    def is_package(self, column: exp.Column) -> bool:
        """Whether it is no column but what Oracle writes like one: `orders_seq.NEXTVAL`, `dbms_random.value`."""
        return self.dialect == "oracle" and column.name.upper() in ("NEXTVAL", "CURRVAL", "VALUE")

    def outputs(self, entity: Entity, use: int) -> Outputs:
        """The columns of a table."""
        return {self.key(one.name): Origin(one.id, use) for one in entity.attributes}

    def closest_table(self, table: exp.Table) -> str | None:
        """The name of a table that may have been meant, as SQL has to spell it."""
        name = self.key(self.name(table.this))
        elsewhere = self._entities.get(name)
        if elsewhere is not None:
            return next(
                (path for path, entity in self._entities.items() if entity is elsewhere and "." in path), elsewhere.name
            )
        return self.closest(self.name(table.this), (entity.name for entity in self._entities.values()))

    def closest(self, name: str, candidates: Iterable[str]) -> str | None:
        """The candidate most like `name`, quoted where it has to be, or None where none is like it."""
        by_lower = {candidate.lower(): candidate for candidate in candidates}
        found = get_close_matches(name.lower(), list(by_lower), 1, 0.6)
        return shown_identifier(by_lower[found[0]], self.dialect) if found else None

    def _path(self, table: exp.Table) -> str:
        namespace, name = self.name(table.args.get("db")), self.key(self.name(table.this))
        return f"{self.key(namespace)}.{name}" if namespace else name


def sealed(outputs: Outputs) -> Outputs:
    """The same columns, when no condition from outside may be answered inside."""
    return {key: origin and Origin(origin.attribute, origin.use, False) for key, origin in outputs.items()}
