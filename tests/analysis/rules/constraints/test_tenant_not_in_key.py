from designer.schema.build import entity, link
from designer.schema.model import Requirements
from tests.analysis.rules.checking import found

TENANCY = Requirements(tenancy="team_id")


def test_without_the_requirement_nothing_is_said() -> None:
    assert found("CO025", entity("t", "team_id int", "slug text", unique="slug")) == ()


def test_numbers_and_shared_tables_are_left_alone() -> None:
    assert found("CO025", entity("t", "id int", "team_id int", pk="id"), TENANCY) == ()
    assert found("CO025", entity("countries", "code text", pk="code"), TENANCY) == ()


def test_the_tenant_is_put_first_unless_a_foreign_key_needs_the_key() -> None:
    table = entity("t", "id int", "team_id int", "slug text", pk="id", unique="slug")
    (finding,) = found("CO025", table, TENANCY)
    assert len(finding.fix[1].value.columns) == 2
    (needed,) = found("CO025", table, entity("c", "s text"), link("c.s", "t.slug"), TENANCY)
    assert needed.fix == ()


def test_a_tenant_column_that_no_table_has_is_said() -> None:
    tables = (entity("teams", "id bigint", pk="id"), entity("projects", "id bigint", "team_id bigint", pk="id"))
    (spelled,) = found("CO025", *tables, Requirements(tenancy="Team_ID"))
    (other,) = found("CO025", *tables, Requirements(tenancy="tenant"))
    assert spelled.message.endswith("another is named: team_id, perhaps.")
    assert other.title == "No table has a column tenant, by which the requirements tell tenants apart"
    assert found("CO025", tables[0], Requirements(tenancy="tenant")) == ()  # as yet
