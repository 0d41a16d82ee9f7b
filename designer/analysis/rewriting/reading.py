"""The tables that queries read, those among them that they reach through views, and these views."""

from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.rewriting.reader import view_query
from designer.analysis.workload import ParsedStatement, parse_statement
from designer.schema.model import Opaque
from designer.schema.schema import Schema
from designer.sql.identifiers import read_identifier
from designer.sql.lexer import tokenize
from designer.sql.parsing import sqlglot_dialect
from designer.sql.tokens import Kind


@dataclass(frozen=True, slots=True)
class Read:
    """What queries read: tables by id, and views, those before others that read them."""

    entities: frozenset[str]
    views: tuple[Opaque, ...]


def read_by(facts: Facts, statements: tuple[ParsedStatement, ...]) -> Read:
    """The tables and views of some statements, those that views read among them."""
    schema = facts.schema
    views = {one.name.rpartition(".")[2].strip('"`[]').casefold(): one for one in schema.opaque if one.kind == "view"}
    entities = frozenset[str]().union(*(one.entities for one in statements))
    found: dict[str, Opaque] = {}
    waiting = [one.sql for one in statements]
    while waiting:
        for token in tokenize(waiting.pop(), schema.dialect.name).tokens:
            if token.kind not in (Kind.WORD, Kind.QUOTED):
                continue
            name = read_identifier(token.text, schema.dialect.name).casefold()
            if name in views and name not in found:
                found[name] = views[name]
                waiting.append(views[name].sql)
                entities |= _tables(schema, views[name])
    order = {name: place for place, name in enumerate(views)}
    return Read(entities, tuple(found[name] for name in sorted(found, key=lambda one: order[one])))


def _tables(schema: Schema, view: Opaque) -> frozenset[str]:
    dialect = schema.dialect.name
    query = view_query(view.sql, dialect)
    return parse_statement(query.sql(sqlglot_dialect(dialect)), schema).entities if query is not None else frozenset()
