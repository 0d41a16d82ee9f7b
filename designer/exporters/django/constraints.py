"""Constraints and indexes as entries of a model's Meta."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from designer.exporters.django.fields import raw, raw_condition
from designer.exporters.python_text import Rule, rules_of, string
from designer.exporters.result import Notice
from designer.schema.model import Entity, Index, IndexKey
from designer.schema.schema import Schema
from designer.sql.identifiers import quote_identifier

METHODS = {"btree": "Index", "gin": "GinIndex", "gist": "GistIndex", "hash": "HashIndex", "brin": "BrinIndex",
           "spgist": "SpGistIndex"}  # fmt: skip
_LOOKUPS = {"least": "gte", "greatest": "lte", "above": "gt", "below": "lt", "one of": "in"}
Named = tuple[str, str]
"""A name in the database and an expression of Python."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def constraints(schema: Schema, entity: Entity, names: Mapping[str, str], notices: list[Notice]) -> Iterator[Named]:
    """Uniques, unique indexes, checks and exclusions, by their names."""
    owner = schema.qualified(entity)
    for unique in entity.uniques:
        parts = [f"fields={_fields(unique.columns, names)}", f"name={string(unique.name or '')}"]
        parts += [f"deferrable=models.Deferrable.{unique.deferrable.upper()}"] if unique.deferrable else []
        parts += ["nulls_distinct=False"] if unique.nulls_not_distinct else []
        if unique.deferrable and unique.nulls_not_distinct:
            notices.append(Notice(f"{owner}.{unique.name}", "with NULLS NOT DISTINCT Django forgets DEFERRABLE"))
        if unique.include:
            parts.append(f"include={_fields(unique.include, names)}")
            notices.append(Notice(f"{owner}.{unique.name}", "with INCLUDE Django makes it a unique index"))
        yield unique.name or "", f"models.UniqueConstraint({', '.join(parts)})"
    for index in entity.indexes:
        if index.unique:
            yield index.name or "", _unique_index(schema, index, names, owner, notices)
    by_name = {one.name: names[one.id] for one in entity.attributes}
    for check in entity.checks:
        condition = _condition(check.expression, by_name)
        yield check.name or "", f"models.CheckConstraint(condition={condition}, name={string(check.name or '')})"
        if not check.validated or not check.enforced or check.no_inherit:
            notices.append(Notice(f"{owner}.{check.name}", "it is written as a plain check"))
    for exclusion in entity.exclusions:
        elements = ", ".join(
            f"({string(names[one.column]) if one.column else raw(str(one.expression))}, {string(one.operator)})"
            for one in exclusion.elements
        )
        parts = [f"name={string(exclusion.name or '')}", f"expressions=[{elements}]",
                 f"index_type={string(exclusion.method.upper())}"]  # fmt: skip
        parts += [f"condition=models.Q({raw_condition(exclusion.where)})"] if exclusion.where else []
        parts += [f"deferrable=models.Deferrable.{exclusion.deferrable.upper()}"] if exclusion.deferrable else []
        yield exclusion.name or "", f"ExclusionConstraint({', '.join(parts)})"


def indexes(schema: Schema, entity: Entity, names: Mapping[str, str], notices: list[Notice]) -> Iterator[Named]:
    """Indexes that are not unique, by their names."""
    owner = schema.qualified(entity)
    for index in entity.indexes:
        if index.unique:
            continue
        if index.method not in METHODS:
            notices.append(Notice(f"{owner}.{index.name}", f"Django has no index of the method {index.method}"))
            continue
        chosen = index.name or ""
        if not _NAME.fullmatch(chosen):
            chosen = "index_" + re.sub(r"\W", "_", chosen, flags=re.ASCII)
            notices.append(Notice(f"{owner}.{index.name}", f"Django takes no such name; the index is called {chosen}"))
        if index.options.get("postgres"):
            notices.append(Notice(f"{owner}.{index.name}", "its storage parameters are left out"))
        parts = [*_keys(schema, index, names), f"name={string(chosen)}", *_rest(index, names)]
        yield chosen, f"{METHODS[index.method]}({', '.join(parts)})"


def _unique_index(schema: Schema, index: Index, names: Mapping[str, str], owner: str, notices: list[Notice]) -> str:
    rest = _rest(index, names)
    parts = [*_keys(schema, index, names), f"name={string(index.name or '')}", *rest]
    if parts[0].startswith("fields=") and not index.where and not index.include:
        notices.append(Notice(f"{owner}.{index.name}", "Django makes a unique constraint of a plain unique index"))
    if index.nulls_not_distinct:
        parts.append("nulls_distinct=False")
    return f"models.UniqueConstraint({', '.join(parts)})"


def _rest(index: Index, names: Mapping[str, str]) -> list[str]:
    parts = [f"condition=models.Q({raw_condition(index.where)})"] if index.where else []
    return [*parts, *([f"include={_fields(index.include, names)}"] if index.include else [])]


def _keys(schema: Schema, index: Index, names: Mapping[str, str]) -> list[str]:
    if all(key.column and not (key.nulls or key.operator_class or key.collation or key.descending)
           for key in index.keys):  # fmt: skip
        return [f"fields={_fields(tuple(str(key.column) for key in index.keys), names)}"]
    return [_expression(schema, key, names) for key in index.keys]


def _expression(schema: Schema, key: IndexKey, names: Mapping[str, str]) -> str:
    if key.column and not key.collation:
        text = f"models.F({string(names[key.column])})"
    else:
        inside = quote_identifier(schema.attribute(key.column).name, "postgres") if key.column else str(key.expression)
        text = raw(f"{inside} COLLATE {key.collation}" if key.collation else inside)
    if key.operator_class:
        text = f"OpClass({text}, name={string(key.operator_class)})"
    if key.descending or key.nulls:
        word = "descending=True" if key.descending else ""
        # Django takes "nulls first" of a descending key, and "nulls last" of an ascending one, at its word.
        nulls = f"nulls_{key.nulls}=True" if key.nulls else ""
        text = f"OrderBy({', '.join(filter(None, (text, word, nulls)))})"
    return text


def _fields(columns: tuple[str, ...], names: Mapping[str, str]) -> str:
    return f"[{', '.join(string(names[one]) for one in columns)}]"


def _condition(expression: str, by_name: Mapping[str, str]) -> str:
    """Conditions on single columns in Django's words, so that forms see them too; others as SQL."""
    rules = rules_of(expression)
    if not rules or any(rule.kind not in _LOOKUPS or rule.column not in by_name for rule in rules):
        return raw_condition(expression)
    return " & ".join(_q(rule, by_name) for rule in rules)


def _q(rule: Rule, by_name: Mapping[str, str]) -> str:
    value = f"decimal.Decimal({str(rule.value)!r})" if isinstance(rule.value, float) else repr(rule.value)
    return f"models.Q({by_name[rule.column]}__{_LOOKUPS[rule.kind]}={value})"
