"""CO025: a unique key across tenants."""

from collections.abc import Iterator

from designer.analysis.access_paths import AccessPath
from designer.analysis.columns import own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.rule import Rule
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Requirements, Unique

_tenancy = Requirements(tenancy="team_id")


class TenantNotInKey(Rule):
    """Unique key across tenants.

    A name that must be unique is unique among one tenant's rows. Without the tenant in the key the second tenant cannot
    use the first one's names, and by being refused learns that they exist; nor can the table be divided by tenant.

    Counts where the requirements name the tenant column and the table has it. Only keys that contain text count:
    numbers given by the system are unique by making. Where no table at all has a column of that name, this is said
    instead: nothing could be judged by it.
    """

    code = "CO025"
    confidence = Confidence.LIKELY
    reference = "https://docs.citusdata.com/en/stable/use_cases/multi_tenant.html#preparing-tables-and-ingesting-data"
    _columns = ("id bigint", "team_id bigint not null", "slug text not null")
    flagged = example(entity("projects", *_columns, pk="id", unique="slug"), _tenancy)
    accepted = example(entity("projects", *_columns, pk="id", unique="team_id, slug"), _tenancy)

    def check(self, facts: Facts) -> Iterator[Finding]:
        tenancy = facts.schema.requirements.tenancy
        tables = facts.schema.entities
        if tenancy and len(tables) > 1 and not any(one.attribute(tenancy) for one in tables):
            yield self._unknown(facts, tenancy)
            return
        for table in own_tables(facts) if tenancy else ():
            tenant = table.attribute(tenancy or "")
            if tenant is None:
                continue
            for path in facts.access_paths(table.id):
                texts = [one for one in path.columns if facts.family(facts.schema.attribute(one)) == "text"]
                if not path.unique or tenant.id in path.columns or not texts:
                    continue
                columns = ", ".join(facts.schema.names(path.columns))
                yield self.finding(
                    facts.schema.get(path.object_id),
                    f"{facts.name(table)} ({columns}) is unique across tenants",
                    f"A second tenant cannot use a value of the first, and learns of it: {tenant.name} is missing.",
                    entity=table.id,
                    attributes=path.columns,
                    evidence=FrozenMap({"unique key": path.name, "columns": columns, "tenant": tenant.name}),
                    fix=_with_tenant(facts, table, path, tenant.id),
                )

    def _unknown(self, facts: Facts, tenancy: str) -> Finding:
        lowered = tenancy.lower()
        names = dict.fromkeys(column.name for table in facts.schema.entities for column in table.attributes)
        near = next((one for one in names if one.lower() == lowered), None)
        return self.finding(
            facts.schema,
            f"No table has a column {tenancy}, by which the requirements tell tenants apart",
            f"Nothing is judged by tenant until one has it, or another is named{f': {near}, perhaps' if near else ''}.",
            confidence=Confidence.CERTAIN,
            evidence=FrozenMap({"tenant column": tenancy}),
        )


def _with_tenant(facts: Facts, table: Entity, path: AccessPath, tenant: str) -> tuple[Change, ...]:
    referred = any(set(one.parent_columns) == set(path.columns) for one in facts.schema.references_to(table.id))
    key = facts.schema.get(path.object_id)
    if referred or not isinstance(key, Unique) or key.without_overlaps or key.attached_to:
        return ()
    return edits.drop(facts.schema, key.id), edits.unique(facts.schema, table.id, (tenant, *path.columns))
