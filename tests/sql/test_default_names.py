"""Names that the server gives, compared with the server."""

import pytest

from designer.lab.scratch import ScratchCluster
from designer.sql import default_names as names

LONG = "a_very_long_table_name_that_goes_on_and_on_until_it_is_sixty_3x"
WIDE = "größe_" * 7
COLUMN = "a_column_whose_name_is_quite_long_too_and_then_some"


def test_parts_of_equal_length_lose_in_turn_and_the_label_never_does() -> None:
    assert names.object_name("a" * 40, "b" * 40, "key") == "a" * 29 + "_" + "b" * 29 + "_key"
    assert len(names.object_name("a" * 63, None, "pkey")) == 63


def test_a_taken_name_gets_the_next_number() -> None:
    assert names.primary_key_name("t", {"t_pkey", "t_pkey1"}) == "t_pkey2"


@pytest.mark.parametrize("table", ["orders", LONG[:63], WIDE])
@pytest.mark.parametrize(
    ("one", "two"), [("id", "code"), (COLUMN, "x"), (COLUMN, COLUMN[:-3] + "zzz"), ("ü" * 31, "id")]
)
def test_names_are_those_of_the_server(table: str, one: str, two: str, scratch: ScratchCluster) -> None:
    with scratch.connect() as session:
        session.execute("drop schema if exists naming cascade; create schema naming; set search_path = naming")
        session.execute(
            f'create table "{table}" ("{one}" bigserial primary key, "{two}" int not null check ("{two}" > 0),'
            f'  parent bigint references "{table}", check ("{one}" < "{two}"), unique ("{one}", "{two}"),'
            f'  unique ("{two}") include ("{one}"), check ("{two}" < 9), exclude ("{two}" with =))'  # type: ignore[arg-type]
        )
        session.execute(f'create index on "{table}" ("{one}", "{two}", "{one}")')  # type: ignore[arg-type]
        found = {row[0] for row in session.execute(
            "select conname from pg_constraint where connamespace = 'naming'::regnamespace"
            " union select relname from pg_class where relnamespace = 'naming'::regnamespace and relkind in ('i', 'S')"
        )}  # fmt: skip
    taken: set[str] = set()
    made = []
    for make in (
        lambda: names.sequence_name(table, one, taken),
        lambda: names.check_name(table, [two], taken),
        lambda: names.check_name(table, [one, two], taken),
        lambda: names.check_name(table, [two], taken),
        lambda: names.not_null_name(table, one, taken),
        lambda: names.not_null_name(table, two, taken),
        lambda: names.primary_key_name(table, taken),
        lambda: names.unique_name(table, [one, two], taken),
        lambda: names.unique_name(table, [two, one], taken),
        lambda: names.exclusion_name(table, [two], taken),
        lambda: names.foreign_key_name(table, ["parent"], taken),
        lambda: names.index_name(table, [one, two, one], taken),
    ):
        made.append(make())
        taken.add(made[-1])
    assert set(made) == found
