"""What a DBML text says, before its names are looked up."""

from __future__ import annotations

from dataclasses import dataclass, field

from designer.importers.dbml.tokens import Token

Name = tuple[str, ...]
"""A name as written: schema and name, or the name alone."""


@dataclass(slots=True)
class Setting:
    """`key: value`, or a key alone. token: where the value begins, else the key; text: the value as written."""

    key: str
    value: Token | None
    text: str
    token: Token
    reference: Reference | None = None


@dataclass(slots=True)
class Column:
    name: str
    type: str
    type_name: Name  # without arguments and brackets: perhaps an enum
    type_rest: str
    token: Token
    settings: list[Setting] = field(default_factory=list)


@dataclass(slots=True)
class IndexLine:
    parts: list[tuple[bool, str]]  # whether it is an expression, and its text
    settings: list[Setting]
    token: Token


@dataclass(slots=True)
class CheckLine:
    expression: str
    settings: list[Setting]
    token: Token


@dataclass(slots=True)
class Body:
    """The inside of a table or of a partial; `columns` holds names of partials where they are put in."""

    columns: list[Column | str] = field(default_factory=list)
    indexes: list[IndexLine] = field(default_factory=list)
    checks: list[CheckLine] = field(default_factory=list)
    note: str | None = None
    partials: list[tuple[str, Token]] = field(default_factory=list)
    settings: list[Setting] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    name: Name
    token: Token
    alias: str | None
    body: Body
    file: str | None = None


@dataclass(slots=True)
class EnumBlock:
    name: Name
    token: Token
    values: list[tuple[str, str | None, Token]]
    file: str | None = None
    note: str | None = None


@dataclass(slots=True)
class End:
    """One end of a reference; `table` is empty for the column that an inline reference stands at."""

    table: Name
    columns: tuple[str, ...]
    token: Token


@dataclass(slots=True)
class Reference:
    sign: str
    left: End
    right: End
    token: Token
    name: str | None = None
    settings: list[Setting] = field(default_factory=list)
    file: str | None = None
    inline: bool = False


@dataclass(slots=True)
class GroupBlock:
    name: str
    token: Token
    members: list[tuple[Name, Token]]
    color: str | None = None
    note: str | None = None
    file: str | None = None


@dataclass(slots=True)
class StickyNote:
    name: str
    text: str
    color: str | None = None


@dataclass(slots=True)
class Script:
    """All blocks of the sources, in their order."""

    project: str | None = None
    project_note: str | None = None
    project_settings: dict[str, str] = field(default_factory=dict)
    tables: list[Table] = field(default_factory=list)
    partials: dict[str, Body] = field(default_factory=dict)
    enums: list[EnumBlock] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    groups: list[GroupBlock] = field(default_factory=list)
    notes: list[StickyNote] = field(default_factory=list)
    blocks: int = 0
