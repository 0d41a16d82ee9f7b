"""A design in the making: tables that can still be changed, in one style of names and one dialect."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from designer.schema import model
from designer.schema.complete import complete
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier, quote_literal
from tests.analysis.defects.dialects import TYPE_OF, fixed_type, limited, now, parameter, text_type, truth
from tests.analysis.defects.styles import Style


@dataclass(slots=True)
class Table:
    """A table by its words. known: what else there is to say of it, as properties of the entity."""

    draft: "Draft"
    words: str
    name: str
    columns: list[model.Attribute] = field(default_factory=list)
    key: tuple[str, ...] = ()
    uniques: list[model.Unique] = field(default_factory=list)
    indexes: list[model.Index] = field(default_factory=list)
    checks: list[model.Check] = field(default_factory=list)
    exclusions: list[model.Exclusion] = field(default_factory=list)
    facts: list[model.FunctionalDependency] = field(default_factory=list)
    many_valued: list[model.MultivaluedDependency] = field(default_factory=list)
    copies: list[model.Denormalization] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)

    def column(self, words: str, kind: str, *, required: bool = False, **known: Any) -> str:
        """Adds a column and returns its name. kind: a role of `dialects`, else the type as written.

        One of the same name goes, with what is said of it.
        """
        draft = self.draft
        name = known.pop("name", None) or draft.style.name(words)
        if any(one.name == name for one in self.columns):
            self._clear(name)
        column = model.Attribute(
            name=name,
            type=draft.types.get(kind, kind),
            not_null=model.NotNull() if required else None,
            **{"comment": f"{words.capitalize()} of the {self.words}.", **known},
        )
        self.columns.append(column)
        if kind == "flag" and draft.dialect == "oracle":
            self.check(f"{draft.q(name)} IN (0, 1)", name)
        return name

    def _clear(self, name: str) -> None:
        quoted = self.draft.q(name)
        self.drop(name)
        self.checks = [one for one in self.checks if quoted not in one.expression]
        self.uniques = [one for one in self.uniques if name not in one.columns]
        self.indexes = [one for one in self.indexes if name not in one.columns]

    def drop(self, name: str) -> None:
        """Takes a column away that nothing mentions."""
        self.columns = [one for one in self.columns if one.name != name]

    def unique(self, *columns: str, **known: Any) -> None:
        """Adds a unique constraint."""
        name = self.draft.style.mark("uq", self.name, *columns)
        self.uniques.append(model.Unique(**{"name": name, "columns": columns, **known}))

    def index(self, *columns: str, **known: Any) -> None:
        """Adds an index over plain columns; `keys` in place of them for any other."""
        keys = known.pop("keys", None) or tuple(model.IndexKey(column=one) for one in columns)
        said = columns or tuple(key.column or "expression" for key in keys)
        self.indexes.append(
            model.Index(**{"name": self.draft.style.mark("ix", self.name, *said), "keys": keys, **known})
        )

    def check(self, expression: str, *said: str, **known: Any) -> None:
        """Adds a check. said: what its name says."""
        name = self.draft.style.mark("ck", self.name, *(said or (str(len(self.checks) + 1),)))
        self.checks.append(model.Check(**{"name": name, "expression": expression, **known}))

    @property
    def sql(self) -> str:
        """Its name as it stands in a statement."""
        return self.draft.q(self.name)

    @property
    def id(self) -> str:
        """The only column of its key."""
        return self.key[0]

    def of(self, name: str) -> model.Attribute:
        """The column of this name."""
        return next(one for one in self.columns if one.name == name)

    def build(self) -> model.Entity:
        """The table as a value."""
        key = self.draft.style.mark("pk", self.name)
        return model.Entity(
            name=self.name,
            attributes=tuple(self.columns),
            primary_key=model.PrimaryKey(name=key, columns=self.key) if self.key else None,
            uniques=tuple(self.uniques),
            indexes=tuple(self.indexes),
            checks=tuple(self.checks),
            exclusions=tuple(self.exclusions),
            functional_dependencies=tuple(self.facts),
            multivalued_dependencies=tuple(self.many_valued),
            denormalizations=tuple(self.copies),
            **{"comment": f"One row stands for one {self.words}.", **self.known},
        )


@dataclass(slots=True)
class Draft:
    """A design that grows. requirements: the keywords of the design's requirements."""

    rng: random.Random
    dialect: str = "postgres"
    style: Style = field(default_factory=Style)
    tables: dict[str, Table] = field(default_factory=dict)
    links: list[model.Relationship] = field(default_factory=list)
    patterns: list[model.AccessPattern] = field(default_factory=list)
    requirements: dict[str, Any] = field(default_factory=dict)
    more: dict[str, list[Any]] = field(default_factory=dict)

    @property
    def types(self) -> dict[str, str]:
        """The type for each role."""
        return TYPE_OF[self.dialect]

    def text(self, length: int | None = None) -> str:
        """Text of at most so many characters."""
        return text_type(self.dialect, length)

    def fixed(self, length: int) -> str:
        """Text of exactly so many characters."""
        return fixed_type(self.dialect, length)

    def q(self, name: str) -> str:
        """A name as it stands in SQL."""
        return quote_identifier(name, self.dialect)

    def say(self, value: str) -> str:
        """A text as it stands in SQL."""
        return quote_literal(value, self.dialect)

    def parameter(self, number: int = 1) -> str:
        """The place of a value."""
        return parameter(self.dialect, number)

    def limited(self, select: str, rows: int = 50, offset: str = "") -> str:
        """The same SELECT with an end."""
        return limited(self.dialect, select, rows, offset)

    @property
    def now(self) -> str:
        """The moment it is."""
        return now(self.dialect)

    def truth(self, value: bool) -> str:
        """Yes or no."""
        return truth(self.dialect, value)

    def table(self, words: str, *, key: bool = True, **known: Any) -> Table:
        """Adds a table, with a key of its own unless told otherwise."""
        if words in self.tables:
            raise ValueError(f"a second table for {words}")
        table = Table(self, words, known.pop("name", None) or self.style.table(words), known=known)
        self.tables[words] = table
        if key:
            table.key = (self._key(table),)
        return table

    def _key(self, table: Table) -> str:
        name = self.style.key(table.words)
        if not self.style.sequential:
            default = "gen_random_uuid()" if self.dialect == "postgres" else "(newsequentialid())"
            return table.column("key", "uuid", required=True, name=name, default=default)
        if self.dialect == "sqlite":
            return table.column("key", "key", name=name)
        mode = "by default" if self.dialect in ("mysql", "mariadb") else "always"
        return table.column("key", "key", required=True, name=name, identity=model.Identity(mode=mode))

    @property
    def key_type(self) -> str:
        """The type of a reference to a table with a key of its own."""
        return self.types["key" if self.style.sequential else "uuid"]

    def link(
        self,
        child: Table,
        parent: Table,
        role: str = "",
        *,
        required: bool = True,
        index: bool = True,
        declared: bool = True,
        **known: Any,
    ) -> str:
        """Adds a column that refers to another table's only key, with its index and foreign key; its name."""
        name = known.pop("column", None) or self.style.reference(parent.words, role)
        kind = known.pop("type", None) or parent.of(parent.id).type
        child.column(role or parent.words, kind, required=required, name=name)
        if index:
            child.index(name)
        if declared:
            self.relate(child, (name,), parent, **known)
        return name

    def relate(self, child: Table, columns: tuple[str, ...], parent: Table, **known: Any) -> None:
        """Adds a foreign key over columns that are there."""
        given = {
            "name": self.style.mark("fk", child.name, *columns),
            "child": child.name,
            "columns": columns,
            "parent": parent.name,
            "parent_columns": parent.key,
        }
        self.links.append(model.Relationship(**{**given, **known}))

    def ask(self, name: str, *statements: str, per_minute: float | None = 30, **known: Any) -> str:
        """Adds an access pattern; its name."""
        given = {"owner": "web team", "frequency_per_minute": per_minute, **known}
        self.patterns.append(model.AccessPattern(name=name, statements=statements, **given))
        return name

    def add(self, kind: str, *values: Any) -> None:
        """Adds enums, domains, sequences, opaque statements … by the design's own name for the list."""
        self.more.setdefault(kind, []).extend(values)

    def pick(self, given: Iterable[Any]) -> Any:
        """Any one of them."""
        return self.rng.choice(tuple(given))

    def build(self) -> Schema:
        """The design as a value."""
        maps = {name: FrozenMap(held) for name, held in self.requirements.items() if isinstance(held, dict) and held}
        wanted = {**self.requirements, **maps}
        return complete(
            Schema(
                name="design",
                dialect=model.Dialect(name=self.dialect, version="18" if self.dialect == "postgres" else None),
                entities=tuple(table.build() for table in self.tables.values()),
                relationships=tuple(self.links),
                access_patterns=tuple(self.patterns),
                requirements=model.Requirements(**wanted),
                **{kind: tuple(values) for kind, values in self.more.items()},
            )
        )


def options(dialect: str, **given: Any) -> FrozenMap:
    """Options of one dialect."""
    return FrozenMap({dialect: FrozenMap(given)}) if given else EMPTY
