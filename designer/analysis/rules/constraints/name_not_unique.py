"""CO033: a name by which rows are found, that two rows may share."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import free_name, quoted
from designer.analysis.vocabulary import means_record
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Entity, Index, IndexKey
from designer.schema.words import stem, words

_NAMES = {"slug", "uuid", "guid"}
_GOODS_NAMES = {"isbn", "sku"}
_GOODS = {
    "book", "edition", "product", "article", "item", "variant", "paperback", "hardcover", "publication", "merchandise",
    "ware", "part",
}  # fmt: skip
_VERSIONS = {("version",), ("revision",)}
_LOGINS = {"username", "login"}
_REALMS = {"provider", "realm", "tenant", "domain", "vcs", "organization", "organisation"}
"""What a login is unique within, where a table holds people of several houses."""
_PEOPLE = {"user", "account", "member", "person", "customer", "staff", "employee", "admin", "operator", "client",
           "visitor", "subscriber", "player", "student", "teacher", "reader", "patient", "agent", "author", "guest",
           "contributor", "moderator", "owner", "listener", "participant"}  # fmt: skip


class NameNotUnique(ColumnRule):
    """Name by which rows are found, that two rows may share.

    A surrogate key tells rows apart and not things: without a unique key over what people know a thing by, the same one
    is entered twice, and each gets half the orders. A slug or a login that two rows share leads to one of them.

    Columns count that are called slug or uuid, alone or after the table's own name, sku and isbn of what is sold, and
    the logins of people, in a table with a primary key of its own, where no unique key or index holds them. Logs,
    versions (tables with a column of that name), lines of orders and variants repeat them, a uuid kept as text may be
    another row's, and a login is unique within its provider, realm or tenant where the table has one.
    """

    code = "CO033"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS"
    flagged = example(entity("articles", "id bigint", "slug text not null", pk="id"))
    accepted = example(
        entity("articles", "id bigint", "slug text not null", pk="id", unique="slug"),
        entity("article_versions", "id bigint", "slug text", pk="id"),
        entity("visits", "id bigint", "article_slug text", pk="id"),
    )
    one = "names a row, and two rows may share it"
    many = "name rows, and two rows may share them"
    message = "The same thing can be entered twice, and a look-up by this name finds any one of them."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if not _names(facts, table, column) or table.primary_key is None or means_record(table.name):
                continue
            if _VERSIONS & {words(one.name)[-1:] for one in table.attributes}:
                continue
            if column.id in facts.foreign_columns(table.id) or _is_in_a_key(table, column):
                continue
            wanted = ("uuid",) if words(column.name)[-1] in ("uuid", "guid") else ("text", "uuid")
            if facts.family(column) in wanted and table.partition_by is None:
                yield Suspect(table, column, (_unique(facts, table, column),))


def _unique(facts: Facts, table: Entity, column: Attribute) -> Change:
    """A unique key; SQL Server's lets one row only be without a value, and so a filtered index takes its place."""
    if facts.schema.dialect.name != "tsql" or facts.is_required(table, column):
        return edits.unique(facts.schema, table.id, (column.id,))
    name = free_name(facts.schema, table, (column.name,), "key")
    where = f"{quoted(facts, column)} IS NOT NULL"
    index = Index(name=name, keys=(IndexKey(column=column.id),), unique=True, where=where)
    return edits.add(facts.schema, index, to=table.id)


def _names(facts: Facts, table: Entity, column: Attribute) -> bool:
    parts = words(column.name)
    if len(parts) == 1 and parts[0] in _LOGINS:
        within = {words(one.name)[:1] for one in table.attributes}
        return bool(_PEOPLE & set(stem(table.name)[-1:])) and not any((realm,) in within for realm in _REALMS)
    if parts[-1:] and parts[-1] in _GOODS_NAMES and not _is_a_good(facts, table):
        return False
    return bool((_NAMES | _GOODS_NAMES) & set(parts[-1:])) and parts[:-1] in ((), stem(table.name))


def _is_a_good(facts: Facts, table: Entity) -> bool:
    """Whether each row is a thing that is sold, and no form of one that another table has."""
    return _called_a_good(table) and not any(
        link.parent != table.id
        and _called_a_good(facts.schema.entity(link.parent))
        and all(facts.is_required(table, facts.schema.attribute(one)) for one in link.columns)
        for link in facts.schema.references_from(table.id)
    )


def _called_a_good(table: Entity) -> bool:
    return bool(_GOODS & set(stem(table.name)[-1:]))


def _is_in_a_key(table: Entity, column: Attribute) -> bool:
    """Whether a key or a unique index holds it, be it with other columns, in an expression or in part."""
    if any(column.id in key.columns for key in table.keys):
        return True
    unique = [key for index in table.indexes if index.unique for key in index.keys]
    name = column.name.lower()  # in an expression it may be spelled otherwise than it was declared
    return any(key.column == column.id or name in {one.lower() for one in mentions(key.expression)} for key in unique)
