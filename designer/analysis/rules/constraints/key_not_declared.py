"""CO036: columns that are known to identify a row, with no unique key over them."""

from collections.abc import Iterator

from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.normalization.of_entity import relation_of
from designer.analysis.normalization.relation import Relation
from designer.analysis.rule import TableRule
from designer.schema import edits
from designer.schema.build import dependency, entity
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity
from designer.schema.types import WITHOUT_EQUALITY

_columns = ("id bigint", "passport_number text not null", "full_name text not null", "birth_date date")
_known = (dependency("passport_number", "full_name, birth_date, id"),)


class KeyNotDeclared(TableRule):
    """Columns that identify a row, with no unique key over them.

    A dependency that was accepted says that these columns decide all others, so two rows that agree on them would be
    one row twice. As long as no unique key says so too, the server takes the second one: the same passport gets two
    people, the two change apart from each other, and every normal form that was proved from the dependency rests on
    something that nobody keeps true.

    Only accepted dependencies count, alone or together with others of the table. Where a unique key over some of the
    columns exists already, even one that NULL can switch off, nothing is said here.
    """

    code = "CO036"
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS"
    flagged = example(entity("people", *_columns, pk="id", functional_dependencies=_known))
    accepted = example(
        entity("people", *_columns, pk="id", unique="passport_number", functional_dependencies=_known),
        entity(
            "orders",
            "id bigint",
            "customer_id bigint",
            "customer_email text",
            pk="id",
            functional_dependencies=(dependency("customer_id", "customer_email"),),
        ),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            for columns, rests_on in facts.kept(_unkept, table):
                names = ", ".join(facts.schema.names(columns))
                yield self.finding(
                    facts.schema.get(rests_on),
                    f"{facts.name(table)} ({names}) identifies a row, and two rows may share it",
                    "A dependency that was accepted says that these columns decide all others; no unique key does.",
                    entity=table.id,
                    attributes=columns,
                    evidence=FrozenMap({"identifies a row": names, "unique keys": _keys_of(facts, table)}),
                    fix=_fix(facts, table, columns),
                )


def _unkept(facts: Facts, table: Entity) -> tuple[tuple[tuple[str, ...], str], ...]:
    """(columns that decide all others, the dependency that says so) where no unique key holds them."""
    accepted = [one for one in table.functional_dependencies if one.state == "accepted" and one.dependent]
    if not accepted:
        return ()
    relation = relation_of(table)
    found: dict[tuple[str, ...], str] = {}
    for one in accepted:
        mask = relation.mask(one.determinant)
        if mask and relation.closure(mask) == relation.everything:
            columns = relation.names(_least(relation, mask))
            if not facts.is_unique(table, columns):
                found.setdefault(columns, one.id)
    return tuple(found.items())


def _least(relation: Relation, mask: int) -> int:
    """The same without what the rest decides anyway."""
    for name in relation.names(mask):
        rest = mask & ~relation.mask((name,))
        if rest and relation.closure(rest) == relation.everything:
            mask = rest
    return mask


def _keys_of(facts: Facts, table: Entity) -> tuple[str, ...]:
    paths = [one for one in facts.access_paths(table.id) if one.unique and one.where is None]
    return tuple(", ".join(facts.schema.names(one.columns)) for one in paths)


def _fix(facts: Facts, table: Entity, columns: tuple[str, ...]) -> tuple[Change, ...]:
    """The unique key; none over what the server cannot keep one of."""
    kinds = [facts.type_of(facts.schema.attribute(one)) for one in columns]
    if facts.schema.dialect.name in ("postgres", "sqlite"):
        able = not any(one.base in WITHOUT_EQUALITY for one in kinds)
    else:  # the others keep no key over texts without a length
        able = not any(one.family in ("text", "binary", "json") and one.length is None for one in kinds)
    partitions = table.partition_by.keys if table.partition_by else ()
    if not able or not {one.column for one in partitions} <= set(columns):
        return ()
    return (edits.unique(facts.schema, table.id, columns),)
