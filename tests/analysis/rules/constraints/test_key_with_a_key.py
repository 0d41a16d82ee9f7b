from dataclasses import replace

from designer.analysis.engine import analyze
from designer.schema.apply import apply
from designer.schema.build import entity, link, schema_of
from designer.schema.changes import Add
from designer.schema.model import Opaque
from tests.analysis.rules.checking import found


def test_a_key_that_may_be_null_or_overlaps_is_no_key_inside() -> None:
    assert found("CO029", entity("t", "a int", "b int not null", unique=["a", "a, b"])) == ()
    assert found("CO029", entity("t", "a int", "b int", "c int", unique=["a, b", "b, c"])) == ()


def test_a_longer_key_that_a_foreign_key_needs_is_left_alone() -> None:
    table = entity("t", "id int", "team_id int", pk="id", unique="id, team_id")
    child = entity("c", "t int", "team_id int")
    assert found("CO029", table, child, link("c.(t, team_id)", "t.(id, team_id)")) == ()
    assert len(found("CO029", table, child)) == 1


def test_keys_without_a_name_are_called_by_their_columns() -> None:
    table = entity("t", "id int", "email text not null", pk="id", unique="id, email")
    (finding,) = found(
        "CO029",
        replace(
            table, primary_key=replace(table.primary_key, name=None), uniques=(replace(table.uniques[0], name=None),)
        ),
    )
    assert finding.message.startswith("the unique key over (id, email) says nothing that the primary key does not")


def test_a_key_that_a_carried_statement_refers_to_is_needed() -> None:
    table = entity("t", "id int", "team_id int", pk="id", unique="id, team_id")
    for columns, expected in (("team_id, id", 0), ("id", 1), ("team_id, other", 1)):
        sql = f"ALTER TABLE copied ADD FOREIGN KEY (x, y) REFERENCES public.T ({columns}) ON DELETE CASCADE"
        assert len(found("CO029", table, Opaque(kind="alter table", name="a", sql=sql))) == expected
    told = Opaque(kind="comment", name="c", sql="COMMENT ON TABLE copied IS 'references t (id, team_id)'")
    assert len(found("CO029", table, told)) == 1


def _fixes(*keys: str, index: str | tuple[str, ...] = ()) -> list[str]:
    table = entity("t", "id int", "src int not null", "at date not null", pk="id", unique=[*keys], index=index)
    schema = schema_of(table)
    return [
        f"{change.kind} {', '.join(schema.names(change.value.columns))}" if isinstance(change, Add) else change.kind
        for finding in found("CO029", table)
        for change in finding.fix
    ]


def test_what_else_begins_with_its_first_column_needs_no_index_in_its_place() -> None:
    assert _fixes("id, src") == ["unique"]
    assert _fixes("src, id", index="src, at") == ["unique"]


def test_an_index_takes_the_place_of_the_only_one_that_begins_so() -> None:
    assert _fixes("src, id") == ["index src", "unique"]
    assert _fixes("src, at, id") == ["index src, at", "unique"]
    assert sorted(_fixes("src, id", "src, at, id")) == ["index src, at", "unique", "unique"]  # both go, one comes


def test_a_foreign_key_keeps_its_index_when_the_longer_key_goes() -> None:
    table = entity("t", "id int", "src int not null", pk="id", unique="src, id")
    schema = schema_of(entity("sources", "id int", pk="id"), table, link("t.src", "sources.id"))
    (finding,) = analyze(schema, codes={"CO029"}).findings
    assert analyze(apply(finding.fix, schema), codes={"IX002"}).findings == ()
    assert len(analyze(apply(finding.fix[1:], schema), codes={"IX002"}).findings) == 1
    assert str(finding.confidence) == "likely"  # it may have been meant for the index
    table = entity("t", "id int", "src int not null", pk="id", unique="id, src")
    assert [str(one.confidence) for one in found("CO029", table)] == ["certain"]
