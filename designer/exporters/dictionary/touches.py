"""Which tables an access pattern reads or writes."""

import logging
from functools import lru_cache

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from designer.schema.model import AccessPattern
from designer.schema.schema import Schema

logging.getLogger("sqlglot").setLevel(logging.ERROR)


def touched(schema: Schema, pattern: AccessPattern) -> frozenset[str]:
    """Ids of the entities that the pattern's statements name. A statement that cannot be read names none."""
    known = {}
    for entity in schema.entities:
        known[entity.name.lower()] = entity.id
    for entity in schema.entities:
        known[f"{schema.namespace(entity.schema) or ''}.{entity.name}".lower()] = entity.id
    found = set()
    for statement in pattern.statements:
        found |= {known[name] for name in _tables(statement, schema.dialect.name) if name in known}
    return frozenset(found)


@lru_cache(maxsize=256)
def _tables(statement: str, dialect: str) -> frozenset[str]:
    """Their names in small letters, qualified where they are so. A dictionary asks for each several times, and reading
    a long statement takes seconds."""
    read = {"mariadb": "mysql"}.get(dialect, dialect)
    try:
        trees = parse(statement, dialect=read)
    except (SqlglotError, RecursionError):
        return frozenset()
    tables: list[exp.Table] = []
    for tree in filter(None, trees):
        made_here = {common.alias.lower() for common in tree.find_all(exp.CTE)}
        tables += [one for one in tree.find_all(exp.Table) if one.db or one.name.lower() not in made_here]
    return frozenset((f"{one.db}.{one.name}" if one.db else one.name).lower() for one in tables)
