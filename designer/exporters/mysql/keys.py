"""Keys, indexes, checks and foreign keys as they stand in CREATE TABLE and behind ADD."""

from collections.abc import Iterator
from typing import Any

from designer.exporters.mysql.text import literal, name, names, of_mysql, parenthesized, qualified, verbatim
from designer.schema.frozen import FrozenMap
from designer.schema.model import Check, Entity, Index, IndexKey, PrimaryKey, Relationship, Unique
from designer.schema.schema import Schema

_WRITTEN = frozenset(("using", "parser", "parts", "without_overlaps"))


def primary_key(schema: Schema, value: PrimaryKey) -> str:
    """`PRIMARY KEY (…)`."""
    return f"PRIMARY KEY ({_columns(schema, value)}){_tail(value.options, value.comment, 'a primary key')}"


def unique(schema: Schema, value: Unique) -> str:
    """`UNIQUE KEY name (…)`."""
    named = f" {name(value.name)}" if value.name else ""
    where = f"the key {value.name}"
    return f"UNIQUE KEY{named} ({_columns(schema, value)}){_tail(value.options, value.comment, where)}"


def _columns(schema: Schema, value: PrimaryKey | Unique) -> str:
    options = of_mysql(value.options)
    parts: Any = options.get("parts") or ()
    found: list[str] = []
    for place, column in enumerate(schema.names(value.columns)):
        prefix, descending = parts[place] if place < len(parts) else (None, False)
        found.append(f"{name(column)}{f'({int(prefix)})' if prefix else ''}{' DESC' if descending else ''}")
    if options.get("without_overlaps"):
        found.append(f"{name(str(options['without_overlaps']))} WITHOUT OVERLAPS")
    return ", ".join(found)


def index(schema: Schema, value: Index, flavour: str) -> str:
    """`[UNIQUE|FULLTEXT|SPATIAL] KEY name (…) …`."""
    where = f"the index {value.name}"
    kind = {"fulltext": "FULLTEXT ", "spatial": "SPATIAL "}.get(value.method, "UNIQUE " if value.unique else "")
    parts = [_part(schema, part, where) for part in value.keys]
    overlaps = of_mysql(value.options).get("without_overlaps")
    if overlaps:
        parts.append(f"{name(str(overlaps))} WITHOUT OVERLAPS")
    named = f" {name(value.name)}" if value.name else ""
    hidden = "" if value.visible else (" IGNORED" if flavour == "mariadb" else " INVISIBLE")
    using = " USING HASH" if value.method == "hash" and not of_mysql(value.options).get("using") else ""
    return f"{kind}KEY{named} ({', '.join(parts)}){using}{_tail(value.options, value.comment, where)}{hidden}"


def _part(schema: Schema, part: IndexKey, where: str) -> str:
    if part.column is None:
        text = parenthesized(part.expression or "", f"an expression of {where}")
    else:
        length = f"({part.prefix_length})" if part.prefix_length else ""
        text = f"{name(schema.attribute(part.column).name)}{length}"
    return f"{text} DESC" if part.descending else text


def _tail(options: FrozenMap, comment: str | None, where: str) -> str:
    return "".join(f" {text}" for text in _options(of_mysql(options), comment, where))


def _options(options: FrozenMap, comment: str | None, where: str) -> Iterator[str]:
    if options.get("using"):
        yield f"USING {verbatim(str(options['using']).upper(), where)}"
    if options.get("parser"):
        yield f"WITH PARSER {name(str(options['parser']))}"
    for key, value in options.items():
        if key not in _WRITTEN:
            yield f"{verbatim(key.upper(), where)}={verbatim(str(value), where)}"
    if comment:
        yield f"COMMENT {literal(comment)}"


def check(value: Check, flavour: str) -> str:
    """`CONSTRAINT name CHECK (…)`."""
    named = f"CONSTRAINT {name(value.name)} " if value.name else ""
    enforced = "" if value.enforced or flavour == "mariadb" else " NOT ENFORCED"
    return f"{named}CHECK {parenthesized(value.expression, f'the check {value.name or value.expression!r}')}{enforced}"


def foreign_key(schema: Schema, value: Relationship) -> str:
    """`CONSTRAINT name FOREIGN KEY (…) REFERENCES … (…) …`."""
    parent: Entity = schema.entity(value.parent)
    named = f"CONSTRAINT {name(value.name)} " if value.name else ""
    text = (
        f"{named}FOREIGN KEY ({names(schema.names(value.columns))})"
        f" REFERENCES {qualified(schema, parent)} ({names(schema.names(value.parent_columns))})"
    )
    said: Any = value.x.get("no_action", ())
    if value.on_delete != "no action" or "on_delete" in said:
        text += f" ON DELETE {value.on_delete.upper()}"
    if value.on_update != "no action" or "on_update" in said:
        text += f" ON UPDATE {value.on_update.upper()}"
    return text
