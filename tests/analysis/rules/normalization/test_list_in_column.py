import pytest

from designer.schema.build import attribute, entity, pattern
from designer.schema.model import Entity
from tests.analysis.rules.running import findings, titles


def posts(column: str, *samples: object) -> Entity:
    return entity("posts", "id bigint", attribute(column, samples=samples), pk="id")


@pytest.mark.parametrize(
    ("column", "samples"),
    [
        ("tags text", ()),  # the plural proves nothing
        ("tags text", ("red", "green")),
        ("tags text", ("red", "green", "blue", "red,green")),  # one of four
        ("names text", ("Curie, Marie Sklodowska", "Bohr, Niels Henrik")),
        ("name text", ("Curie,Marie", "Bohr,Niels")),  # two items under a name in the singular
        ("amounts text", ("1,234,567", "2,345")),
        ("sizes text", ("3,14", "2,71")),
        ("notes text", ("Came late, but came.", "None, so far")),
        ("settings text", ('{"a":1,"b":2}', "[1,2,3]")),
        ("points text", ("(1,2)", "(3,4)")),
        ("tags text[]", ("red,green", "blue,red")),
        ("numbers integer", (1, 2)),
        ("tags text", ("a,,b", ",,")),
    ],
)
def test_what_is_no_list_is_left_alone(column: str, samples: tuple[object, ...]) -> None:
    assert titles("NF006", posts(column, *samples)) == []


@pytest.mark.parametrize(
    ("column", "samples"),
    [
        ("tags text", ("red,green", "blue")),
        ("tag text", ("red,green,blue", "red,white")),
        ("recipients varchar(200)", ("a@example.org; b@example.org",)),
        ("role_ids text", ("1,2,3,4", "5,6,7")),
        ("flags text", ("a|b", "c")),
    ],
)
def test_values_between_separators_are_reported(column: str, samples: tuple[object, ...]) -> None:
    assert len(titles("NF006", posts(column, *samples))) == 1


@pytest.mark.parametrize(
    "condition",
    ["tags = $1", "tags LIKE $1", "tags LIKE 'red%'", "tags LIKE '%red%'", "tags = 'a,b'", "title LIKE '%, see %'"],
)
def test_a_pattern_that_compares_the_whole_is_left_alone(condition: str) -> None:
    sql = f"SELECT id FROM posts WHERE {condition}"
    table = entity("posts", "id bigint", "tags text", "title text", pk="id")
    assert titles("NF006", table, pattern("p", sql)) == []


@pytest.mark.parametrize(
    "condition",
    [
        "$1 = ANY(string_to_array(tags, ','))",
        "$1 IN (SELECT regexp_split_to_table(p.tags, ','))",
        "',' || tags || ',' LIKE '%,red,%'",
        "tags LIKE '%,red,%'",
    ],
)
def test_a_pattern_that_takes_the_text_apart_is_reported(condition: str) -> None:
    sql = f"SELECT id FROM posts p WHERE {condition}"
    (finding,) = findings("NF006", entity("posts", "id bigint", "tags text", pk="id"), pattern("by tag", sql))
    assert finding.evidence["shown by"] == "access pattern “by tag”"


def test_a_statement_that_cannot_be_parsed_is_passed_over() -> None:
    assert titles("NF006", entity("posts", "id bigint", "tags text"), pattern("p", "SELEC tags FROM")) == []
