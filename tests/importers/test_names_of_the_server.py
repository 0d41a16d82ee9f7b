"""Names that are made up; the expected ones were read from a PostgreSQL 18 that ran these statements."""

from collections.abc import Callable

from designer.schema.schema import Schema

Read = Callable[[str], Schema]


def test_two_checks_and_keys_of_a_kind_are_numbered_in_the_order_of_the_server(read: Read) -> None:
    entity = read("CREATE TABLE multi (a int, CHECK (a > 1), CHECK (a > 2), b int CHECK (b > 1) CHECK (a > b))").entity(
        "multi"
    )
    assert {check.expression: check.name for check in entity.checks} == {
        "a > 1": "multi_a_check", "a > 2": "multi_a_check1", "b > 1": "multi_b_check", "a > b": "multi_check",
    }  # fmt: skip


def test_equal_keys_of_one_statement_become_one(read: Read) -> None:
    entity = read("CREATE TABLE p (id int PRIMARY KEY UNIQUE, a int UNIQUE UNIQUE, UNIQUE (id))").entity("p")
    assert [key.name for key in entity.keys] == ["p_pkey", "p_a_key"]


def test_long_names_are_cut_as_the_server_cuts_them(read: Read) -> None:
    table, column = (
        "a_table_with_a_very_long_name_that_fills_everything",
        "a_column_with_a_very_long_name_that_fills_everything_too",
    )
    entity = read(f"CREATE TABLE {table} ({column} int UNIQUE, id serial PRIMARY KEY)").entity(table)
    assert entity.uniques[0].name == "a_table_with_a_very_long_name_a_column_with_a_very_long_nam_key"
    assert entity.primary_key is not None
    assert entity.primary_key.name == "a_table_with_a_very_long_name_that_fills_everything_pkey"


def test_index_expressions_go_by_their_function_their_column_or_expr(read: Read) -> None:
    schema = read(
        "CREATE TABLE o (x int, y int, name text);"
        "CREATE INDEX ON o (lower(name)); CREATE INDEX ON o ((x + y), (name || 'a')); CREATE INDEX ON o (x, x);"
        "CREATE INDEX ON o (coalesce(x, y), (name::varchar(3))); CREATE INDEX ON o (x); CREATE INDEX ON o (x);"
    )
    assert {index.name for index in schema.entity("o").indexes} == {
        "o_lower_idx", "o_expr_expr1_idx", "o_x_x1_idx", "o_coalesce_name_idx", "o_x_idx", "o_x_idx1",
    }  # fmt: skip


def test_a_serial_that_nothing_touched_keeps_its_type_as_written(read: Read) -> None:
    schema = read("CREATE TABLE t (id bigserial PRIMARY KEY)")
    (attribute,) = schema.entity("t").attributes
    assert (attribute.type, attribute.default, schema.sequences) == ("bigserial", None, ())
    assert attribute.not_null is not None


def test_a_serial_that_was_touched_is_written_out_with_its_sequence(read: Read) -> None:
    for change in (
        "ALTER TABLE t RENAME id TO key",
        "ALTER TABLE t RENAME TO u",
        "ALTER SEQUENCE t_id_seq INCREMENT BY 3",
        "COMMENT ON SEQUENCE t_id_seq IS 'x'",
        "ALTER TABLE t ALTER id TYPE bigint",
    ):
        schema = read(f"CREATE TABLE t (id serial); {change}")
        (attribute,) = schema.entities[0].attributes
        assert attribute.type in ("integer", "bigint"), change
        assert attribute.default == "nextval('public.t_id_seq'::regclass)", change
        assert [sequence.owned_by for sequence in schema.sequences] == [attribute.id], change


def test_pg_dumps_form_of_a_serial_says_only_what_is_no_default(read: Read) -> None:
    (sequence,) = read(
        "CREATE TABLE public.t (id integer NOT NULL);"
        "CREATE SEQUENCE public.t_id_seq AS integer START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1;"
        "ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;"
        "ALTER TABLE ONLY public.t ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass);"
    ).sequences
    assert (sequence.start, sequence.increment, sequence.maximum, sequence.cache) == (None, None, None, None)


def test_an_identity_of_pg_dump_equals_one_written_by_hand(read: Read) -> None:
    dumped = read(
        "CREATE TABLE public.t (id bigint NOT NULL);"
        "ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.t_id_seq"
        " START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1);"
    )
    assert dumped == read("CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY)")


def test_a_rename_keeps_the_not_null_name_and_follows_into_expressions(read: Read) -> None:
    entity = read(
        "CREATE TABLE t (old text NOT NULL CHECK (old <> 'old')); CREATE INDEX ON t (lower(old)) WHERE old IS NOT NULL;"
        'ALTER TABLE t RENAME COLUMN old TO "New"'
    ).entity("t")
    assert entity.checks[0].expression == "\"New\" <> 'old'"
    assert (entity.indexes[0].keys[0].expression, entity.indexes[0].where) == ('lower("New")', '"New" IS NOT NULL')
    assert entity.attributes[0].not_null is not None
    assert entity.attributes[0].not_null.name == "t_old_not_null"


def test_not_nulls_that_would_share_a_name_are_written_out(read: Read) -> None:
    schema = read("CREATE TABLE a_b (c int NOT NULL); CREATE TABLE a (b_c int NOT NULL)")
    names = [entity.attributes[0].not_null.name for entity in schema.entities if entity.attributes[0].not_null]
    assert sorted(filter(None, names)) == ["a_b_c_not_null", "a_b_c_not_null1"]


def test_partitions_take_over_columns_keys_and_indexes_joined_to_the_parents(read: Read) -> None:
    schema = read(
        "CREATE TABLE m (city int NOT NULL, day date NOT NULL, peak int CHECK (peak > 0), PRIMARY KEY (city, day))"
        " PARTITION BY RANGE (day);"
        "CREATE TABLE m_1 PARTITION OF m FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');"
        "CREATE INDEX ON m (peak);"
    )
    parent, part = schema.entity("m"), schema.entity("m_1")
    assert [attribute.name for attribute in part.attributes] == ["city", "day", "peak"]
    assert part.primary_key is not None
    assert parent.primary_key is not None
    assert (part.primary_key.name, part.primary_key.attached_to) == ("m_1_pkey", parent.primary_key.id)
    assert [(index.name, index.attached_to) for index in part.indexes] == [("m_1_peak_idx", parent.indexes[0].id)]
    assert [check.name for check in part.checks] == ["m_peak_check"]
    assert part.partition_of is not None
    assert part.partition_of.bound == "FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')"


def test_names_are_looked_up_by_the_search_path_and_written_qualified(read: Read) -> None:
    schema = read(
        "CREATE SCHEMA app; SET search_path TO app, public; CREATE TYPE mood AS ENUM ('ok'); CREATE SEQUENCE s;"
        "CREATE TABLE t (m mood DEFAULT 'ok'::mood, n int DEFAULT nextval('s')); RESET search_path;"
        "CREATE TABLE t (id int);"
    )
    mood, number = schema.entity("app.t").attributes
    assert (mood.type, mood.default, number.default) == ("app.mood", "'ok'::app.mood", "nextval('app.s')")
    assert schema.entity("public.t").attributes[0].name == "id"


def test_a_foreign_key_may_come_before_the_table_it_refers_to(read: Read) -> None:
    (link,) = read(
        "CREATE TABLE b (a int REFERENCES a DEFERRABLE INITIALLY DEFERRED); CREATE TABLE a (id int PRIMARY KEY)"
    ).relationships
    assert (link.name, link.deferrable, len(link.parent_columns)) == ("b_a_fkey", "deferred", 1)


def test_orders_that_are_the_default_are_left_out(read: Read) -> None:
    entity = read(
        "CREATE TABLE t (a int); CREATE INDEX i ON t (a ASC NULLS LAST, a DESC NULLS FIRST, a ASC NULLS FIRST)"
    ).entity("t")
    assert [(key.descending, key.nulls) for key in entity.indexes[0].keys] == [
        (False, None),
        (True, None),
        (False, "first"),
    ]
