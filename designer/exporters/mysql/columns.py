"""Columns as they stand in CREATE TABLE."""

from collections.abc import Iterator
from typing import Any

from designer.exporters.mysql.text import literal, name, of_mysql, parenthesized, verbatim
from designer.exporters.result import ExportError
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Check, Entity
from designer.schema.schema import Schema

_WRITTEN = frozenset(
    ("charset", "on_update", "invisible", "explicit_null", "srid", "ref_system_id", "row", "system_versioning",
     "compressed")
)  # fmt: skip
_OWN = {"srid": "SRID {}", "column_format": "COLUMN_FORMAT {}", "storage": "STORAGE {}"}


def definition(schema: Schema, entity: Entity, attribute: Attribute, checks: tuple[Check, ...], flavour: str) -> str:
    """`name type …` of a column. checks: those that stand at it."""
    where = f"{schema.qualified(entity)}.{attribute.name}"
    parts = [name(attribute.name), verbatim(attribute.type, f"the type of {where}")]
    parts += _attributes(where, attribute, of_mysql(attribute.options), flavour)
    if attribute.comment:
        parts.append(f"COMMENT {literal(attribute.comment)}")
    parts += (f"CHECK {parenthesized(check.expression, f'a check of {where}')}" for check in checks)
    return " ".join(parts)


def _attributes(where: str, attribute: Attribute, options: FrozenMap, flavour: str) -> Iterator[str]:
    if attribute.identity is not None and (attribute.default is not None or attribute.generated is not None):
        raise ExportError(f"{where} has AUTO_INCREMENT and a default or an expression; a column has one of them")
    if "ref_system_id" in options:
        yield f"REF_SYSTEM_ID={verbatim(str(options['ref_system_id']), where)}"
    if options.get("compressed"):
        yield "COMPRESSED"
    if options.get("charset"):
        yield f"CHARACTER SET {verbatim(str(options['charset']), f'the character set of {where}')}"
    if attribute.collation:
        yield f"COLLATE {verbatim(attribute.collation, f'the collation of {where}')}"
    if attribute.generated is not None:
        kind = "STORED" if attribute.generated.stored else "VIRTUAL"
        expression = parenthesized(attribute.generated.expression, f"the expression of {where}")
        yield f"GENERATED ALWAYS AS {expression} {kind}"
    if options.get("row"):
        yield f"GENERATED ALWAYS AS ROW {verbatim(str(options['row']).upper(), where)}"
    if options.get("invisible") and flavour == "mariadb":
        yield "INVISIBLE"
    yield from _null_and_default(where, attribute, options, flavour)
    if options.get("on_update"):
        yield f"ON UPDATE {verbatim(str(options['on_update']), f'ON UPDATE of {where}')}"
    if attribute.identity is not None:
        yield "AUTO_INCREMENT"
    yield from _others(where, options, flavour)


def _null_and_default(where: str, attribute: Attribute, options: FrozenMap, flavour: str) -> Iterator[str]:
    if attribute.not_null and not (attribute.generated and flavour == "mariadb"):
        yield "NOT NULL"
    elif options.get("explicit_null"):
        yield "NULL"
    if attribute.default is not None:
        yield f"DEFAULT {verbatim(attribute.default, f'the default of {where}')}"


def _others(where: str, options: FrozenMap, flavour: str) -> Iterator[str]:
    if options.get("invisible") and flavour == "mysql":
        yield "INVISIBLE"
    if "srid" in options and flavour == "mysql":
        yield f"SRID {verbatim(str(options['srid']), where)}"
    if options.get("system_versioning"):
        yield f"{verbatim(str(options['system_versioning']), where).upper()} SYSTEM VERSIONING"
    for key, value in options.items():
        if key not in _WRITTEN:
            yield _option(where, key, value, flavour)


def _option(where: str, key: str, value: Any, flavour: str) -> str:
    given = verbatim(str(value), f"{key} of {where}")
    if key in _OWN:
        return _OWN[key].format(given)
    return f"{name(key)}={given}" if flavour == "mariadb" else f"{verbatim(key, where).upper()} {given}"
