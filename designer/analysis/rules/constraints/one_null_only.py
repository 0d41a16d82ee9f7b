"""CO061: an optional value that only one row may be without."""

from collections.abc import Iterator

from designer.analysis.access_paths import AccessPath
from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.fixes import free_name, quoted
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Dialect, Entity, Index, IndexKey

_tsql = Dialect(name="tsql")


class OneNullOnly(ListedRule):
    """Optional value that only one row may be without.

    SQL Server takes two NULLs for equal in a unique key, where other systems do not: the first customer without a tax
    number is stored, the second is refused as a duplicate. The column says that the value may be missing, and the key
    says once. A unique index of the rows that have a value keeps what was meant.

    Keys of one column count that may be NULL and is not computed. Over several columns such a key may mean what it
    says.
    """

    code = "CO061"
    dialects = ("tsql",)
    confidence = Confidence.HINT
    reference = "https://learn.microsoft.com/sql/relational-databases/tables/unique-constraints-and-check-constraints"
    many = "optional columns may be NULL in one row only"
    message = "SQL Server takes two NULLs for equal in a unique key: the second row without a value is refused."
    flagged = example(
        entity("customers", "id bigint", "tax_number varchar(20)", pk="id", unique="tax_number"), dialect=_tsql
    )
    accepted = example(
        entity("customers", "id bigint", "tax_number varchar(20) not null", pk="id", unique="tax_number"),
        entity(
            "suppliers",
            "id bigint",
            "tax_number varchar(20)",
            pk="id",
            indexes=(
                Index(
                    name="suppliers_tax_number",
                    keys=(IndexKey(column="tax_number"),),
                    unique=True,
                    where="tax_number IS NOT NULL",
                ),
            ),
        ),
        dialect=_tsql,
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name != "tsql":
            return
        for table in own_tables(facts):
            for path in facts.access_paths(table.id):
                if not path.unique or path.where is not None or len(path.columns) != 1:
                    continue
                held = facts.schema.get(path.object_id)
                if isinstance(held, Index) and len(held.keys) > 1:
                    continue
                column = facts.schema.attribute(path.columns[0])
                if not (column.generated or facts.is_required(table, column)):
                    yield self._finding(facts, table, path, column)

    def _finding(self, facts: Facts, table: Entity, path: AccessPath, column: Attribute) -> Finding:
        return self.finding(
            facts.schema.get(path.object_id),
            f"{facts.name(table)}.{column.name} may be NULL, in one row only",
            "The second row without a value is refused as a duplicate of the first.",
            entity=table.id,
            attributes=(column.id,),
            evidence=FrozenMap({"unique key": path.name, "column": column.name, "may be NULL": True}),
            fix=_fix(facts, table, path, column),
        )


def _fix(facts: Facts, table: Entity, path: AccessPath, column: Attribute) -> tuple[Change, ...]:
    """The same of the rows that have a value; none where a foreign key leads to the column."""
    if any(column.id in link.parent_columns for link in facts.schema.references_to(table.id)):
        return ()
    index = Index(
        name=free_name(facts.schema, table, (column.name,), "uidx"),
        keys=(IndexKey(column=column.id),),
        unique=True,
        where=f"{quoted(facts, column)} IS NOT NULL",
    )
    return (edits.drop(facts.schema, path.object_id), edits.add(facts.schema, index, to=table.id))
