from designer.schema.build import entity
from designer.schema.model import Namespace
from tests.analysis.rules.checking import found

_WORDS = ("users", "orders", "items", "carts", "shops", "prices", "taxes", "notes", "mails", "rates")


def _found(*others: str, count: int = 10):
    names = [f"app_{one}" for one in _WORDS[:count]]
    return found("NM010", *(entity(name, "id bigint", pk="id") for name in (*names, *others)))


def test_few_tables_and_tables_without_a_prefix_show_no_custom() -> None:
    assert _found("refunds", count=6) == ()
    assert found("NM010", *(entity(name, "id bigint", pk="id") for name in _WORDS)) == ()


def test_tables_that_share_another_word_are_a_part_of_their_own() -> None:
    assert _found("job_runs", count=10) != ()
    assert _found("flw_runs", "flw_steps", count=10) == ()
    assert _found("apptext") == ()


def test_the_version_of_the_schema_belongs_to_a_tool() -> None:
    assert _found("schema_migrations", "alembic_version") == ()


def test_the_one_without_it_is_named() -> None:
    (finding,) = _found("refunds")
    assert finding.title == "1 table does not begin with app as nearly all others do: refunds"
    assert finding.evidence["rows"] == (("refunds", "app"),)


def test_each_schema_of_the_database_has_its_own_prefix() -> None:
    spaces = Namespace(name="a"), Namespace(name="b")
    tables = [entity(f"{space.name}.{space.name}_{one}", "id bigint", pk="id") for space in spaces for one in _WORDS]
    assert found("NM010", *spaces, *tables) == ()
    (finding,) = found("NM010", *spaces, *tables, entity("a.refunds", "id bigint", pk="id"))
    assert finding.evidence["rows"] == (("a.refunds", "a"),)
