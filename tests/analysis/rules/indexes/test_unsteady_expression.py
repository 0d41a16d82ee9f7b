import psycopg
import pytest

from designer.lab.proof import proof_database
from designer.schema.build import entity
from designer.schema.model import Index, IndexKey, Opaque
from tests.analysis.rules.checking import found

COLUMNS = (
    "tz timestamptz", "ts timestamp", "d date", "t text", "u varchar(9)", "n integer", "a text[]", "j jsonb",
)  # fmt: skip
TAKEN = (
    "ts::date", "d::timestamp", "t::varchar", "n::text", "t || u", "lower(t)", "date_trunc('day', ts)",
    "date_trunc('day', tz at time zone 'UTC')", "extract(year from ts)", "date_part('year', d)", "date(ts)",
    "to_tsvector('english', t)", "age(tz, tz)", "(j->>'n')::int", "to_timestamp(n)", "timezone('UTC', tz)",
    "(tz AT TIME ZONE 'UTC')::date", "coalesce(t, u)", "md5(t)", "t ~ 'now()'",
)  # fmt: skip
REFUSED = (
    "tz > now()", "tz::date", "tz::timestamp", "ts::timestamptz", "d::timestamptz", "tz::text", "d::text", "t::date",
    "to_char(ts, 'YYYY')", "to_char(n, '999')", "concat(t, u)", "concat_ws(' ', t, u)", "format('%s', t)",
    "array_to_string(a, ',')", "date_trunc('day', tz)", "date_trunc('day', d)", "extract(year from tz)", "date(tz)",
    "to_tsvector(t)", "age(tz)", "(j->>'at')::date", "(j #>> '{at}')::timestamptz", "to_date(t, 'YYYY')", "random()",
    "current_date > d", "current_user = t", "gen_random_uuid()", "pg_catalog.now() > tz",
)  # fmt: skip


def refused(expression: str, *more: object, where: str | None = None, dialect: str = "postgres") -> bool:
    """Whether an index on the expression, or over the rows where it holds, is found."""
    key = IndexKey(column="n") if where else IndexKey(expression=expression)
    index = Index(name="i", keys=(key,), where=where)
    from_dialect = {} if dialect == "postgres" else {"dialect": dialect}
    return bool(found("IX015", entity("x", *COLUMNS, indexes=(index,)), *more, **from_dialect))


@pytest.mark.parametrize("expression", TAKEN)
def test_what_the_server_takes_is_left_alone(expression: str) -> None:
    assert not refused(expression)


def test_a_function_of_the_design_or_of_another_schema_may_be_steady() -> None:
    own = Opaque(kind="function", name="public.concat_ws(text,text,text)", sql="CREATE FUNCTION …")
    assert not refused("concat_ws(' ', t, u)", own)
    assert not refused("tools.unaccent(t)")
    assert refused("unaccent(t)")


def test_what_cannot_be_read_is_not_judged() -> None:
    assert not refused("lower((t")


@pytest.mark.parametrize("expression", REFUSED)
def test_what_depends_on_clock_setting_or_chance_is_found(expression: str) -> None:
    assert refused(expression)


def test_a_predicate_is_held_to_the_same() -> None:
    assert refused("", where="tz > now() - interval '30 days'")
    assert not refused("", where="tz > '2024-01-01'")


@pytest.mark.strict_only("needs a server for values that are listed above")
def test_a_server_takes_and_refuses_the_same() -> None:
    with proof_database() as database, database.connect() as session:
        session.execute(f"CREATE TABLE x ({', '.join(COLUMNS)})".encode())
        for expression in TAKEN:
            session.execute(f"CREATE INDEX ON x (({expression}))".encode())
        for expression in REFUSED:
            with pytest.raises(psycopg.errors.InvalidObjectDefinition, match="IMMUTABLE"):
                session.execute(f"CREATE INDEX ON x (({expression}))".encode())
