"""CO005: a unique key that NULL in one column switches off."""

from collections.abc import Iterator

from designer.analysis.access_paths import AccessPath
from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.rule import TableRule, all_but
from designer.analysis.vocabulary import means_soft_delete
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity

_NULLS_COMPARED = ("tsql", "oracle")
"""SQL Server takes two NULLs for equal, and Oracle compares what is not NULL in a key of which a part is."""


class UniqueWithNulls(TableRule):
    """Unique key that NULL in one column switches off.

    Two NULLs are not equal, so a unique key over (parent, name) lets the same name in any number of times where
    there is no parent: at the top level, for the shared entry, exactly where there is nobody else to notice.

    A key counts when one of its columns is a reference that may be NULL, and another is no reference and required. A
    partial unique index for the NULL rows, or NULLS NOT DISTINCT (PostgreSQL, from 15 on), settles it. Keys whose own
    value may be missing (an external number, once known) mean what they say, and are left alone, as are places below a
    parent in the same table (parent, position): each root is the first of its own tree. SQL Server and Oracle compare
    such rows and refuse the second.
    """

    code = "CO005"
    alike = "unique keys can repeat wherever a reference is NULL"
    dialects = all_but("tsql", "oracle")
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS"
    _columns = ("id bigint", "parent_id bigint", "name text not null")
    flagged = example(
        entity("folders", *_columns, pk="id", unique="parent_id, name"), link("folders.parent_id", "folders.id")
    )
    accepted = example(
        entity(
            "folders", "id bigint", "parent_id bigint not null", "name text not null", pk="id", unique="parent_id, name"
        ),
        link("folders.parent_id", "folders.id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name in _NULLS_COMPARED:
            return
        for table in own_tables(facts):
            references = facts.foreign_columns(table.id)
            for path in facts.access_paths(table.id):
                columns = [facts.schema.attribute(one) for one in path.columns]
                if (
                    not path.unique
                    or path.where
                    or getattr(facts.schema.get(path.object_id), "nulls_not_distinct", False)
                ):
                    continue
                empty = [one for one in columns if one.id in references and not facts.is_required(table, one)]
                own = [one for one in columns if one.id not in references and facts.is_required(table, one)]
                if not empty or not own or any(means_soft_delete(one.name) for one in columns):
                    continue
                if _numbers_children(facts, table, empty, own):
                    continue
                if not _has_companion(facts, table, path, empty):
                    yield self._finding(facts, table, path, columns, empty)

    def _finding(
        self, facts: Facts, table: Entity, path: AccessPath, columns: list[Attribute], empty: list[Attribute]
    ) -> Finding:
        names = ", ".join(column.name for column in columns)
        missing = ", ".join(column.name for column in empty)
        return self.finding(
            facts.schema.get(path.object_id),
            f"{facts.name(table)} ({names}) can repeat wherever {missing} is NULL",
            "Two NULLs are not equal, so the unique key does not compare those rows at all.",
            entity=table.id,
            attributes=path.columns,
            evidence=FrozenMap({"unique key": path.name, "columns": names, "may be NULL": missing}),
            fix=(edits.alter(facts.schema, path.object_id, nulls_not_distinct=True),)
            if facts.schema.dialect.name == "postgres"
            else (),
        )


def _numbers_children(facts: Facts, table: Entity, empty: list[Attribute], own: list[Attribute]) -> bool:
    """Whether a key says which place a row has below its parent in the same table: what has no parent is the first of
    a tree of its own."""
    itself = {
        column for one in facts.schema.references_from(table.id) if one.parent == table.id for column in one.columns
    }
    return {one.id for one in empty} <= itself and all(facts.family(one) == "integer" for one in own)


def _has_companion(facts: Facts, table: Entity, path: AccessPath, empty: list[Attribute]) -> bool:
    """Whether another unique key tells the rows with NULL apart: one over the rest, whatever its condition."""
    rest = set(path.columns) - {column.id for column in empty}
    others = [other for other in facts.access_paths(table.id) if other.unique and other.object_id != path.object_id]
    expressions = any(index.unique and any(key.expression for key in index.keys) for index in table.indexes)
    return (
        expressions
        or any(other.columns and set(other.columns) <= rest for other in others)
        or any(_is_alternative(facts, table, path, other) for other in others)
    )


def _is_alternative(facts: Facts, table: Entity, path: AccessPath, other: AccessPath) -> bool:
    """Whether two keys hold for two sorts of rows: each shares required columns with the other, and may be NULL in one
    of its own."""
    own, others = set(path.columns), set(other.columns)
    required = {one.id for one in table.attributes if facts.is_required(table, one)}
    return bool(own & others & required) and bool(others - own - required)
