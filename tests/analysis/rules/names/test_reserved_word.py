import pytest

from designer.schema.build import entity
from designer.schema.model import Dialect, Namespace
from tests.analysis.rules.running import findings, titles


@pytest.mark.parametrize(
    "name", ["name", "status", "date", "type", "value", "timestamp", "orders", "user_id", "to_date"]
)
def test_words_that_need_no_quotes_are_left_alone(name: str) -> None:
    assert titles("NM001", entity("t", f"{name} text")) == []


def test_another_dialect_has_other_words() -> None:
    assert len(titles("NM001", entity("t", "rank int"), dialect=Dialect(name="mysql"))) == 1
    assert titles("NM001", entity("t", "rank int")) == []


@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_mysql_takes_value_as_a_name_and_values_not(dialect: str) -> None:
    assert titles("NM001", entity("value", "value text"), dialect=Dialect(name=dialect)) == []
    assert len(titles("NM001", entity("t", "values text"), dialect=Dialect(name=dialect))) == 1


def test_case_makes_a_word_no_less_reserved() -> None:
    assert titles("NM001", entity("ORDER", "id int"), dialect=Dialect(name="mysql")) == ["ORDER is reserved in SQL"]


def test_a_name_with_a_dot_in_it_is_shown_whole() -> None:
    (finding,) = findings("NM001", entity("t", "user text", "order text"))
    assert finding.title == "t.user, t.order are reserved in SQL"
    assert finding.evidence["rows"] == (("t.user", '"user"'), ("t.order", '"order"'))


def test_a_schema_before_it_spares_a_table_its_quotes_in_postgresql_only() -> None:
    shop = Namespace(name="shop")
    (finding,) = findings("NM001", shop, entity("shop.user", "id int"))
    assert (finding.title, str(finding.confidence)) == ("shop.user is reserved in SQL", "likely")
    assert "without its schema" in finding.message
    (finding,) = findings("NM001", shop, entity("shop.user", "order int"))
    assert (finding.title, str(finding.confidence)) == ("shop.user, shop.user.order are reserved in SQL", "certain")
    (finding,) = findings("NM001", shop, entity("shop.user", "id int"), dialect=Dialect(name="tsql"))
    assert str(finding.confidence) == "certain"


def test_many_tables_make_one_finding() -> None:
    (finding,) = findings("NM001", *(entity(name, "user text") for name in "abcdef"))
    assert finding.subject.object == "design"


@pytest.mark.parametrize(
    ("dialect", "column", "sure"),
    [
        ("mariadb", "rank", "hint"), ("mysql", "manual", "hint"), ("mysql", "rank", "likely"),
        ("mysql", "key", "certain"), ("mysql", "offset", "hint"), ("mariadb", "offset", "certain"),
    ],
)  # fmt: skip
def test_a_word_that_some_servers_take_is_no_certain_one(dialect: str, column: str, sure: str) -> None:
    (finding,) = findings("NM001", entity("t", f"{column} int"), dialect=Dialect(name=dialect))
    assert str(finding.confidence) == sure


def test_what_is_quoted_for_its_case_anyway_is_a_hint_in_a_design_of_such_names() -> None:
    others = [entity(name, "id int") for name in ("Account", "Platform")]
    (finding,) = findings("NM001", entity("Order", "id int"), *others)
    assert str(finding.confidence) == "hint"
    (finding,) = findings("NM001", entity("Order", "user text"), *others)
    assert str(finding.confidence) == "certain"
    (finding,) = findings("NM001", entity("Order", "id int"), *(entity(name, "id int") for name in "ab"))
    assert str(finding.confidence) == "certain"
    (finding,) = findings("NM001", entity("Order", "id int"), *others, dialect=Dialect(name="mysql"))
    assert str(finding.confidence) == "certain"
