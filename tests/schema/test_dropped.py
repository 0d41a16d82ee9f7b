"""Foreign keys that a script drops itself: kept beside the column, and no part of what the design means."""

import pytest

from designer.importers import import_sql
from designer.schema.dropped import as_dropped, dropped_references
from designer.schema.frozen import freeze
from designer.schema.model import Attribute
from designer.schema.schema import Schema

DECLARED = (
    "CREATE TABLE users (id int PRIMARY KEY); CREATE TABLE orders (id int PRIMARY KEY, user_id int, "
    "CONSTRAINT fk_u FOREIGN KEY (user_id) REFERENCES users (id));"
)
DROPPED = "ALTER TABLE orders DROP CONSTRAINT fk_u;"
AGAIN = "ALTER TABLE orders ADD CONSTRAINT fk_v FOREIGN KEY (user_id) REFERENCES users (id);"
DIALECTS = ("postgres", "mysql", "tsql", "oracle")


def _read(text: str, dialect: str) -> Schema:
    read = import_sql(text, dialect)
    assert read.problems == ()
    return read.schema


def _kept(schema: Schema) -> list[tuple[str, ...]]:
    columns = [column for table in schema.entities for column in table.attributes]
    return [tuple(name.lower() for name in dropped_references(one)) for one in columns if one.x]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_stands_or_is_made_again_is_not_dropped(dialect: str) -> None:
    assert _kept(_read(DECLARED, dialect)) == []
    assert _kept(_read(DECLARED + DROPPED + AGAIN, dialect)) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_a_script_drops_is_kept_beside_the_column(dialect: str) -> None:
    assert _kept(_read(DECLARED + DROPPED, dialect)) == [("users",)]


def test_whatever_else_stands_in_its_place_counts_as_nothing() -> None:
    for held in ({"dropped": 7}, {"dropped": "users"}, {"dropped": [7]}, {}):
        assert dropped_references(Attribute(name="a", type="int", x=freeze(held))) == ()
    assert as_dropped(()) == {}
    assert as_dropped(("users", "users")) == {"dropped": ("users",)}
