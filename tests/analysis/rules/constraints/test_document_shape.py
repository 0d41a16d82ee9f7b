import pytest

from designer.schema.build import attribute, entity
from designer.schema.model import Dialect, Domain
from tests.analysis.rules.checking import columns, found


@pytest.mark.parametrize(
    "column", ["a jsonb", "a jsonb not null", "a text default '{}'", "a jsonb default '0'", "a text[] default '{}'"]
)
def test_a_column_that_does_not_say_what_it_begins_as_is_left_alone(column: str) -> None:
    assert columns("CO054", column) == []


def test_a_check_or_a_domain_settles_it() -> None:
    assert columns("CO054", "a jsonb default '{}'", checks=("jsonb_typeof(a) = 'array'",)) == []
    object_ = Domain(name="object", type="jsonb")
    assert found("CO054", object_, entity("t", "id int", "a object default '{}'", pk="id")) == ()


@pytest.mark.parametrize(("dialect", "kind"), [("postgres", "text"), ("mysql", "longtext"), ("sqlite", "blob")])
def test_texts_called_json_count_only_where_there_is_no_type_for_them(dialect: str, kind: str) -> None:
    table = entity("t", "id int", f"payload_json {kind}", pk="id")
    assert found("CO054", table, dialect=Dialect(name=dialect)) == ()


def test_the_default_says_which_kind_is_asked_for() -> None:
    table = entity("t", "id int", "a jsonb default '{}'::jsonb", "b json default '[]'", pk="id")
    (finding,) = found("CO054", table)
    assert [one.value.expression for one in finding.fix] == ["jsonb_typeof(a) = 'object'", "json_typeof(b) = 'array'"]


@pytest.mark.parametrize(
    ("default", "kind"),
    [("(json_object())", "OBJECT"), ("('[]')", "ARRAY"), ("'{}'", "OBJECT"), ("(json_quote('{}'))", "")],
)
@pytest.mark.parametrize("dialect", ["mysql", "mariadb"])
def test_mysql_is_asked_in_its_own_words(dialect: str, default: str, kind: str) -> None:
    table = entity("t", "id int", attribute("a json", default=default), pk="id")
    asked = [
        one.value.expression for finding in found("CO054", table, dialect=Dialect(name=dialect)) for one in finding.fix
    ]
    assert asked == ([f"JSON_TYPE(a) = '{kind}'"] if kind else [])


@pytest.mark.parametrize(
    ("dialect", "kind", "asked"),
    [("sqlite", "text", "json_valid(payload_json)"), ("mariadb", "longtext", "json_valid(payload_json)"),
     ("tsql", "nvarchar(max)", "ISJSON(payload_json) = 1"), ("oracle", "CLOB", "payload_json IS JSON")],
)  # fmt: skip
def test_where_documents_are_texts_they_are_asked_to_be_documents(dialect: str, kind: str, asked: str) -> None:
    table = entity("t", "id int", f"payload_json {kind}", pk="id")
    (finding,) = found("CO054", table, dialect=Dialect(name=dialect))
    (change,) = finding.fix
    assert change.value.expression.replace('"', "") == asked
