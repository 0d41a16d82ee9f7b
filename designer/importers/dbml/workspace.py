"""What building a design of a script gathers: tables by name, ids, names in use, problems and remarks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from designer.importers.dbml.draft import Name
from designer.importers.dbml.tokens import Token
from designer.importers.result import Problem, Remark
from designer.schema import model
from designer.schema.naming import make_id


@dataclass(slots=True)
class Made:
    """A table that is being built; `columns` in order, by name."""

    id: str
    schema: str | None
    name: str
    columns: dict[str, model.Attribute] = field(default_factory=dict)
    primary_key: tuple[str, ...] = ()
    primary_key_name: str | None = None
    primary_key_comment: str | None = None
    uniques: list[model.Unique] = field(default_factory=list)
    indexes: list[model.Index] = field(default_factory=list)
    checks: list[model.Check] = field(default_factory=list)
    comment: str | None = None
    x: dict[str, Any] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name

    def ids(self, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.columns[name].id for name in names)

    def is_key(self, columns: tuple[str, ...]) -> bool:
        """Whether the columns are the primary key or unique, in any order."""
        wanted = set(self.ids(columns))
        keys = [set(self.ids(self.primary_key)), *(set(one.columns) for one in self.uniques)]
        keys += [
            {key.column for key in one.keys if key.column}
            for one in self.indexes
            if one.unique and all(key.column for key in one.keys)
        ]
        return wanted in keys


class Workspace:
    """dialect: what the design is written in; `home` the schema of names without one, None where there is none."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect
        self.home = "public" if dialect == "postgres" else None
        self.tables: dict[Name, Made] = {}
        self.aliases: dict[str, Made] = {}
        self.enums: dict[Name, model.Enum] = {}
        self.problems: list[Problem] = []
        self.remarks: list[Remark] = []
        self.lines: dict[str, int] = {}
        self.file_of: dict[str, str] = {}
        self.relations: defaultdict[str | None, set[str]] = defaultdict(set)
        self.constraints: defaultdict[str, set[str]] = defaultdict(set)

    def full(self, name: Name) -> Name:
        """Schema and name; a name without a schema, or in `public`, is at home."""
        schema = ".".join(name[:-1])
        if schema in ("", "public"):
            schema = self.home or ""
        return schema, name[-1]

    def find(self, name: Name) -> Made | None:
        """The table of a name or an alias."""
        found = self.aliases.get(name[0]) if len(name) == 1 else None
        return found or self.tables.get(self.full(name))

    def new_id(self, kind: str, path: str, token: Token, file: str | None) -> str:
        made = make_id(kind, path, self.lines.__contains__)
        self.lines[made] = token.line
        if file is not None:
            self.file_of[made] = file
        return made

    def problem(self, message: str, token: Token, file: str | None) -> None:
        self.problems.append(Problem(token.line, token.column, message, file))

    def remark(self, message: str, token: Token, file: str | None) -> None:
        self.remarks.append(Remark(token.line, message, file))


def shown(name: Name) -> str:
    """The name as people write it."""
    return ".".join(name)
