"""IX014: a unique index that could be the constraint."""

from collections.abc import Iterator

from designer.analysis.columns import or_listed
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.paths import path_of
from designer.analysis.rule import Rule, all_but
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Index, IndexKey, Unique

_index = Index(name="users_email_uq", keys=(IndexKey(column="email"),), unique=True)
_named = entity("teams", "id bigint", "name text", "code text", "slug text", pk="id", unique=["name", "code", "slug"])
_users = ("id bigint", "email text", "nick text")


class IndexNotConstraint(Rule):
    """Unique index that could be the constraint.

    That no two rows are alike is a rule of the design, and a unique constraint says it where rules are looked for:
    in the table's definition, in diagrams and in the standard's catalogue. In PostgreSQL it can be deferred, and named
    in ON CONFLICT ON CONSTRAINT, which an index cannot.

    Only for consistency, and a matter of form: where a design makes all its unique rules as indexes, as some
    frameworks do, nothing is said, nor in MySQL and MariaDB, where the two are one thing. Indexes with expressions,
    predicates or orders of their own are not expressible as a constraint.
    """

    code = "IX014"
    dialects = all_but("mysql", "mariadb")
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/indexes-unique.html"
    flagged = example(_named, entity("users", *_users, pk="id", unique="nick", indexes=(_index,)))
    accepted = example(_named, entity("users", *_users, pk="id", unique=["email", "nick"]))

    def check(self, facts: Facts) -> Iterator[Finding]:
        if facts.schema.dialect.name in ("mysql", "mariadb"):
            return
        constraints = sum(len(table.uniques) for table in facts.schema.entities)
        found = list(self._each(facts))
        if constraints < len(found) * 4:
            return
        message = "A constraint says the same where rules are looked for, and can be deferred."
        yield from or_listed(self, facts, found, "unique indexes could be constraints", message)

    def _each(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.schema.entities:
            for index in table.indexes:
                path = path_of(facts.schema, index)
                if not _is_expressible(facts, table, index):
                    continue
                names = ", ".join(facts.schema.names(path.columns))
                value = Unique(
                    name=index.name,
                    columns=path.columns,
                    include=index.include,
                    nulls_not_distinct=index.nulls_not_distinct,
                )
                yield self.finding(
                    index,
                    f"{path.name} makes {facts.name(table)} ({names}) unique as an index, not as a constraint",
                    "A unique constraint makes the same index, and says the rule where rules are looked for.",
                    entity=table.id,
                    attributes=path.columns,
                    evidence=FrozenMap({"table": facts.name(table), "columns": names}),
                    fix=(edits.drop(facts.schema, index.id), edits.add(facts.schema, value, to=table.id)),
                )


def _is_expressible(facts: Facts, table: Entity, index: Index) -> bool:
    if not index.unique or index.where or index.method != "btree" or index.attached_to or not index.keys:
        return False
    plain = all(
        key.column and not (key.descending or key.nulls or key.operator_class or key.collation or key.prefix_length)
        for key in index.keys
    )
    columns = tuple(key.column for key in index.keys)
    return plain and not any(set(key.columns) == set(columns) for key in table.keys)
