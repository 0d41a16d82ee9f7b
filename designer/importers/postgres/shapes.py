"""Kinds of statements that CREATE, ALTER, DROP and COMMENT ON are about, and how each is named."""

from __future__ import annotations

from dataclasses import dataclass

from designer.sql.cursor import Cursor


@dataclass(frozen=True, slots=True)
class Shape:
    """How the name of a kind of statement is found: words to step over, and whether it is a relation."""

    words: tuple[str, ...]
    kind: str
    relation: bool = False
    arguments: bool = False
    on: bool = False


_SHAPES = (
    Shape(("MATERIALIZED", "VIEW"), "materialized view", relation=True),
    Shape(("RECURSIVE", "VIEW"), "view", relation=True),
    Shape(("VIEW",), "view", relation=True),
    Shape(("FOREIGN", "TABLE"), "foreign table", relation=True),
    Shape(("TABLE",), "table", relation=True),
    Shape(("FUNCTION",), "function", arguments=True),
    Shape(("PROCEDURE",), "procedure", arguments=True),
    Shape(("AGGREGATE",), "aggregate", arguments=True),
    Shape(("CONSTRAINT", "TRIGGER"), "trigger", on=True),
    Shape(("EVENT", "TRIGGER"), "event trigger"),
    Shape(("TRIGGER",), "trigger", on=True),
    Shape(("RULE",), "rule", on=True),
    Shape(("POLICY",), "policy", on=True),
    Shape(("OPERATOR", "CLASS"), "operator class"),
    Shape(("OPERATOR", "FAMILY"), "operator family"),
    Shape(("OPERATOR",), "operator"),
    Shape(("CAST",), "cast"),
    Shape(("COLLATION",), "collation"),
    Shape(("DEFAULT", "CONVERSION"), "conversion"),
    Shape(("CONVERSION",), "conversion"),
    Shape(("TEXT", "SEARCH", "CONFIGURATION"), "text search configuration"),
    Shape(("TEXT", "SEARCH", "DICTIONARY"), "text search dictionary"),
    Shape(("TEXT", "SEARCH", "PARSER"), "text search parser"),
    Shape(("TEXT", "SEARCH", "TEMPLATE"), "text search template"),
    Shape(("PUBLICATION",), "publication"),
    Shape(("SUBSCRIPTION",), "subscription"),
    Shape(("FOREIGN", "DATA", "WRAPPER"), "foreign data wrapper"),
    Shape(("SERVER",), "server"),
    Shape(("USER", "MAPPING"), "user mapping"),
    Shape(("STATISTICS",), "statistics"),
    Shape(("TRANSFORM",), "transform"),
    Shape(("ACCESS", "METHOD"), "access method"),
    Shape(("LANGUAGE",), "language"),
    Shape(("ROLE",), "role"),
    Shape(("USER",), "role"),
    Shape(("GROUP",), "role"),
    Shape(("TYPE",), "type"),
    Shape(("UNIQUE", "INDEX"), "index", relation=True),
    Shape(("INDEX",), "index", relation=True),
    Shape(("SEQUENCE",), "sequence", relation=True),
    Shape(("DOMAIN",), "domain"),
    Shape(("SCHEMA",), "schema"),
)  # fmt: skip
_MODIFIERS = ("OR", "REPLACE", "TEMP", "TEMPORARY", "TRUSTED", "PROCEDURAL", "UNLOGGED", "GLOBAL", "LOCAL")


def shape_of(cursor: Cursor) -> Shape | None:
    """The kind of thing that CREATE, ALTER, DROP or COMMENT ON is about; steps over its words if it is known."""
    while cursor.key() in _MODIFIERS:
        cursor.index += 1
    for shape in _SHAPES:
        if cursor.take(*shape.words):
            return shape
    return None
