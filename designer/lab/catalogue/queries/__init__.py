"""The queries: OBJECTS, one for each kind, and ATTACHMENTS, the properties any object can carry.

A row of OBJECTS is (system catalogue, oid, column number or 0, kind, name, parents, detail): parents a JSON
list of [kind, name], detail a JSON object of text and lists of text. A row of ATTACHMENTS is (system
catalogue, oid, column number or 0, identity for objects that OBJECTS does not list, value).
"""

from typing import LiteralString

from designer.lab.catalogue.queries import attachments, code, constraints, relations, surroundings, types

OBJECTS: tuple[LiteralString, ...] = (
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

ATTACHMENTS: dict[str, LiteralString] = {
    "comment": attachments.COMMENTS,
    "security label": attachments.SECURITY_LABELS,
    "privileges": attachments.PRIVILEGES,
}
