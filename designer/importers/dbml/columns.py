"""A column of DBML as an attribute."""

from __future__ import annotations

from designer.importers.dbml.draft import Column, Setting
from designer.importers.dbml.workspace import Made, Workspace
from designer.schema import model
from designer.schema.frozen import EMPTY, FrozenMap
from designer.schema.types import parse_type
from designer.sql.identifiers import quote_literal, quote_name

_POSTGRES_NAMES = {
    "datetime": "timestamp", "double": "double precision", "tinyint": "smallint", "mediumint": "integer",
    "blob": "bytea", "longblob": "bytea", "binary": "bytea", "varbinary": "bytea", "nvarchar": "varchar",
    "longtext": "text", "mediumtext": "text", "tinytext": "text", "string": "text", "number": "numeric",
    "uniqueidentifier": "uuid",
}  # fmt: skip
"""Types that people write in DBML whatever the database, and what PostgreSQL calls them."""
_KNOWN = frozenset("pk,primary key,null,not null,unique,increment,default,note,ref,check".split(","))
_SIZED = ("varchar", "numeric", "timestamp")


def attribute(column: Column, table: Made, work: Workspace, file: str | None) -> model.Attribute:
    """The attribute; keys, references and checks among its settings are left to the table."""
    settings = {setting.key: setting for setting in column.settings}
    kind = _type(column, work, file)
    kept = {one.key: one.text or True for one in column.settings if one.key not in _KNOWN}
    default = _default(settings.get("default"), work)
    if default is not None and default.lower() == "null":
        default = None if "not null" in settings else default
    return model.Attribute(
        id=work.new_id("attribute", f"{table.path}.{column.name}", column.token, file),
        name=column.name,
        type=kind,
        not_null=model.NotNull() if settings.keys() & {"not null", "pk", "primary key"} else None,
        default=default,
        identity=_identity(column, kind, settings, work, file),
        comment=note_of(column.settings),
        x=FrozenMap({"dbml": {"settings": kept}}) if kept else EMPTY,
    )


def note_of(settings: list[Setting]) -> str | None:
    """The note among settings."""
    return next((one.value.value for one in settings if one.key == "note" and one.value is not None), None)


def text_of(settings: list[Setting], key: str) -> str | None:
    """What a setting says: of a string its content, else the words as written."""
    found = next((one for one in settings if one.key == key), None)
    if found is None or found.value is None:
        return None
    return found.value.value if found.value.kind in ("string", "name", "expression") else found.text


def _type(column: Column, work: Workspace, file: str | None) -> str:
    enum = work.enums.get(work.full(column.type_name))
    if enum is not None:
        return _enum_type(enum, column, work)
    if work.dialect != "postgres":
        return column.type
    base = column.type_name[-1].lower()
    meant = _POSTGRES_NAMES.get(base) if len(column.type_name) == 1 else None
    if meant is None:
        return column.type
    rest = column.type_rest if meant in _SIZED or not column.type_rest.startswith("(") else ""
    work.remark(
        f"column {column.name}: PostgreSQL has no type {column.type}; it is read as {meant}{rest}", column.token, file
    )
    return f"{meant}{rest}"


def _enum_type(enum: model.Enum, column: Column, work: Workspace) -> str:
    if work.dialect in ("mysql", "mariadb"):
        values = ",".join(quote_literal(one.value, work.dialect) for one in enum.values)
        return f"enum({values})"
    if work.dialect == "postgres":
        schema, name = work.full(column.type_name)
        parts = (name,) if schema == work.home else (schema, name)
        return quote_name(*parts, dialect="postgres") + column.type_rest
    return f"varchar({max((len(one.value) for one in enum.values), default=1)})"


def enum_check(column: Column, work: Workspace) -> str | None:
    """The condition that stands for an enum where the database has none."""
    enum = work.enums.get(work.full(column.type_name))
    if enum is None or work.dialect in ("postgres", "mysql", "mariadb"):
        return None
    values = ", ".join(quote_literal(one.value, work.dialect) for one in enum.values)
    return f"{quote_name(column.name, dialect=work.dialect)} IN ({values})"


def _default(setting: Setting | None, work: Workspace) -> str | None:
    if setting is None or setting.value is None:
        return None
    if setting.value.kind == "string":
        return quote_literal(setting.value.value, work.dialect)
    return setting.value.value if setting.value.kind == "expression" else setting.text


def _identity(
    column: Column, kind: str, settings: dict[str, Setting], work: Workspace, file: str | None
) -> model.Identity | None:
    if "increment" not in settings:
        return None
    parsed = parse_type(kind, work.dialect)
    if "serial" in parsed.base:
        return None
    if work.dialect == "postgres" and parsed.base not in ("integer", "bigint", "smallint"):
        work.remark(
            f"column {column.name}: only integers count up by themselves in PostgreSQL, so that increment is left out",
            column.token,
            file,
        )
        return None
    return model.Identity(mode="by default")
