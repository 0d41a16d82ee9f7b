"""Everything the statements read so far have defined, and the rules by which a name finds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from designer.importers.drafting.account import Account
from designer.importers.drafting.outcomes import AlreadyThere, NotModelled
from designer.importers.postgres.conditions import Conditions
from designer.importers.postgres.draft import (
    ExtensionDraft,
    ForeignKey,
    Key,
    NamespaceDraft,
    OpaqueDraft,
    SequenceDraft,
    Table,
    TypeDraft,
)
from designer.importers.postgres.names import choose, spelled
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.identifiers import quote_literal

DEFAULT_PATH = ("public",)

Parts = tuple[str, ...]
Mark = tuple[int, int, int]


def default_of(sequence: SequenceDraft) -> str:
    """The default that takes the next value of a sequence, as the server prints it."""
    return f"nextval({quote_literal(spelled((sequence.schema, sequence.name)), 'postgres')}::regclass)"


@dataclass(eq=False)
class Workspace(Account):
    """The draft of a design. `relations` holds what shares PostgreSQL's name space of relations, indexes included."""

    path: Parts = DEFAULT_PATH
    conditions: Conditions = field(default_factory=Conditions)
    source: str = ""
    namespaces: dict[str, NamespaceDraft] = field(default_factory=dict)
    relations: dict[tuple[str, str], Any] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    sequences: list[SequenceDraft] = field(default_factory=list)
    types: dict[tuple[str, str], TypeDraft] = field(default_factory=dict)
    constraint_names: set[tuple[str, str]] = field(default_factory=set)
    extensions: dict[str, ExtensionDraft] = field(default_factory=dict)
    opaque: list[OpaqueDraft] = field(default_factory=list)
    functions: set[tuple[str, str]] = field(default_factory=set)
    waiting: list[ForeignKey] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)  # what the DO blocks speak of that are carried
    texts: tuple[tuple[int, int], Mapping[str, Sequence[str]]] | None = None  # of routines, as `calls` gathers them
    followed: int = 0  # characters of routines read for calls, and what the statements in them count
    repeated: int = 0  # steps of blocks that loops may have come to more than once
    looked_at: int = 0  # rows of the catalogue that the questions of DO blocks went through
    families: bool = False  # whether any table inherits or is a part of another
    journal: list[tuple[bool, tuple[str, str]]] = field(default_factory=list)

    # Names

    def target(self, parts: Parts) -> tuple[str, str]:
        """Where a new object of this name goes: the schema it names, else the first of the search path."""
        schema = parts[-2] if len(parts) > 1 else next(iter(self.path), "public")
        if schema.startswith("pg_temp"):
            schema = next(iter(self.path), "public")
        self.namespace(schema)
        return schema, parts[-1]

    def namespace(self, name: str) -> NamespaceDraft:
        return self.namespaces.setdefault(name, NamespaceDraft(name))

    def places(self, parts: Parts) -> list[tuple[str, str]]:
        if len(parts) > 1:
            return [(parts[-2], parts[-1])]
        return [(schema, parts[-1]) for schema in self.path or DEFAULT_PATH]

    def find(self, parts: Parts) -> Any:
        """The relation of this name as the search path sees it, or None."""
        return next((self.relations[at] for at in self.places(parts) if at in self.relations), None)

    def find_type(self, parts: Parts) -> TypeDraft | None:
        return next((self.types[at] for at in self.places(parts) if at in self.types), None)

    def finds_function(self, parts: Parts) -> tuple[str, str] | None:
        return next((at for at in self.places(parts) if at in self.functions), None)

    def table(self, cursor: Cursor, *, missing_ok: bool = False) -> Table:
        """The table named here. NotModelled if it is a view or the like, Unreadable if there is none."""
        start = cursor.index
        parts = cursor.qualified()
        found = self.find(parts)
        if isinstance(found, Table):
            return found
        if isinstance(found, OpaqueDraft):
            raise NotModelled(f"belongs to the {found.kind} {spelled(parts)}, which is carried")
        if found is None and missing_ok:
            raise AlreadyThere(f"there is no table {spelled(parts)}")
        what = "there is no table" if found is None else "this is no table:"
        raise Unreadable(f"{what} {spelled(parts)}", cursor.tokens[start].start)

    # Registering

    def add(self, schema: str, name: str, value: Any) -> None:
        self.relations[schema, name] = value
        self.journal.append((False, (schema, name)))

    def forget(self, schema: str, name: str) -> None:
        self.relations.pop((schema, name), None)

    def relation_taken(self, schema: str) -> Callable[[str], bool]:
        return lambda name: (schema, name) in self.relations

    def constraint_name(self, table: Table, given: str | None, second: str | None, label: str) -> str:
        """The name of a constraint that is no index, remembered as taken."""
        taken = self.constraint_names
        name = given or choose(table.name, second, label, lambda made: (table.schema, made) in taken)
        self._take(table.schema, name)
        return name

    def _take(self, schema: str, name: str) -> None:
        if (schema, name) not in self.constraint_names:
            self.constraint_names.add((schema, name))
            self.journal.append((True, (schema, name)))

    def index_name(
        self, table: Table, given: str | None, second: str | None, label: str, *, constraint: bool = False
    ) -> str:
        """The name of an index, or of the constraint it stands for."""

        def taken(made: str) -> bool:
            at = table.schema, made
            return at in self.relations or (constraint and at in self.constraint_names)

        name = given or choose(table.name, second, label, taken)
        if constraint:
            self._take(table.schema, name)
        return name

    # Taking away

    def drop_key(self, table: Table, key: Key) -> None:
        """Take a key away, and the foreign keys of whatever table that rest on it."""
        if key.primary:
            table.primary_key = None
        else:
            table.uniques.remove(key)
        self.forget(table.schema, key.name)
        self.constraint_names.discard((table.schema, key.name))
        if any(set(one.columns) == set(key.columns) for one in table.keys):
            return
        for other in self.tables:
            other.foreign_keys = [
                one
                for one in other.foreign_keys
                if one.parent is not table or set(one.parent_columns) != set(key.columns)
            ]

    def replaced(self, old: OpaqueDraft, why: str = "replaced further down") -> None:
        """A carried statement that a later one replaces is skipped after all."""
        self.skip_after_all(old.kind, old.name, old.place, why, shown=old.name)
        if old.relation is not None:
            self.relations.pop(old.relation, None)

    def drop_sequence(self, sequence: SequenceDraft) -> None:
        self.sequences.remove(sequence)
        self.forget(sequence.schema, sequence.name)

    def move_sequence(self, sequence: SequenceDraft, schema: str) -> None:
        """Move an owned sequence; the default that reads it follows."""
        old = default_of(sequence)
        self.forget(sequence.schema, sequence.name)
        sequence.schema = schema
        self.add(schema, sequence.name, sequence)
        if sequence.owner is not None and sequence.owner.default == old:
            sequence.owner.default = default_of(sequence)

    # Undoing a statement that fails half-way

    def mark(self) -> Mark:
        """Where things stand, for `undo`: a statement that fails must leave nothing behind."""
        self.journal.clear()
        return len(self.tables), len(self.sequences), len(self.waiting)

    def undo(self, mark: Mark) -> None:
        """Take back what was added since `mark`."""
        for constraint, at in self.journal:
            if constraint:
                self.constraint_names.discard(at)
            else:
                self.relations.pop(at, None)
        tables, sequences, waiting = mark
        del self.tables[tables:]
        del self.sequences[sequences:]
        for key in self.waiting[waiting:]:
            if key in key.child.foreign_keys:
                key.child.foreign_keys.remove(key)
        del self.waiting[waiting:]
