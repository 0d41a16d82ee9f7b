"""The queries: EVERY_OBJECT, a part for each kind, and EVERY_ATTACHMENT, the properties any object can carry.

Each is one statement, since a server is asked once sooner than thirty times.

A row of EVERY_OBJECT is (system catalogue, oid, column number or 0, kind, name, parents, detail): parents a JSON
list of [kind, name], detail a JSON object of text and lists of text. A row of EVERY_ATTACHMENT is (its name,
system catalogue, oid, column number or 0, identity for objects that EVERY_OBJECT does not list, value).
"""

from typing import Final, LiteralString

from designer.lab.catalogue.queries import attachments, code, constraints, relations, surroundings, types

_OBJECTS: Final[tuple[LiteralString, ...]] = (
    surroundings.SCHEMAS,
    surroundings.EXTENSIONS,
    types.ENUMS,
    types.DOMAINS,
    types.COMPOSITES,
    types.RANGES,
    types.COLLATIONS,
    relations.SEQUENCES,
    relations.RELATIONS,
    relations.COLUMNS,
    constraints.CONSTRAINTS,
    constraints.INDEXES,
    constraints.STATISTICS,
    code.FUNCTIONS,
    code.AGGREGATES,
    code.TRIGGERS,
    code.RULES,
    code.POLICIES,
    code.EVENT_TRIGGERS,
    code.OPERATORS,
    code.CASTS,
    surroundings.TEXT_SEARCH_CONFIGURATIONS,
    surroundings.TEXT_SEARCH_DICTIONARIES,
    surroundings.FOREIGN_SERVERS,
    surroundings.PUBLICATIONS,
    surroundings.DEFAULT_PRIVILEGES,
    surroundings.OTHERS,
)

_ATTACHMENTS: Final[dict[LiteralString, LiteralString]] = {
    "comment": attachments.COMMENTS,
    "security label": attachments.SECURITY_LABELS,
    "privileges": attachments.PRIVILEGES,
}

EVERY_OBJECT: Final[LiteralString] = " union all ".join(f"({query})" for query in _OBJECTS)
EVERY_ATTACHMENT: Final[LiteralString] = " union all ".join(
    f"(select '{name}', a.catalogue, a.oid, a.part, a.identity, to_jsonb(a.value)"
    f" from ({query}) a (catalogue, oid, part, identity, value))"
    for name, query in _ATTACHMENTS.items()
)
