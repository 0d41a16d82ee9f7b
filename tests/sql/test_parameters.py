"""Parameters in every style, and operators that only look like them."""

import pytest

from designer.sql.parameters import named_parameters, normalise_parameters, parameters_in


@pytest.mark.parametrize(
    "sql",
    [
        "select '?', '%s', ':name', '$1' from \"t?\" -- ? :x %s\n/* $1 */",
        "select tags ? 'new', tags ?| array['a'], tags ?& array['b'] from t",
        "select a::int, b :: text, x[1:n], x[:n], x[n:] from t",
        "select a %s, 5 % s, a %(b), f(a) %s from t",
        "select t @? '$.a ? (@ > 1)', $$ :x ? $1 $$",
        "select f(a => 1, b := 2)",
    ],
)
def test_nothing_is_a_parameter(sql: str) -> None:
    assert parameters_in(sql) == ()
    assert normalise_parameters(sql) == (sql, ())


@pytest.mark.parametrize(
    ("sql", "expected", "names"),
    [
        ("a = $2 and b = $1", "a = $2 and b = $1", ("1", "2")),
        ("a = :n and b = :m and c = :n", "a = $1 and b = $2 and c = $1", ("n", "m")),
        ("a=? and b>=? and c in (?,?)", "a=$1 and b>=$2 and c in ($3,$4)", ("1", "2", "3", "4")),
        ("a=%s and b = %(x)s and c=%(x)s", "a=$1 and b = $2 and c=$2", ("1", "x")),
        ("a %% 2 = %s", "a % 2 = $1", ("1",)),
        ("between ? and ? limit ? offset ?", "between $1 and $2 limit $3 offset $4", ("1", "2", "3", "4")),
        ("?::int + ?*?", "$1::int + $2*$3", ("1", "2", "3")),
        ("tags ? ? and tags ?| ?", "tags ? $1 and tags ?| $2", ("1", "2")),
        ("x @> :a::jsonb and y = any(:b)", "x @> $1::jsonb and y = any($2)", ("a", "b")),
        ("limit?", "limit $1", ("1",)),
        ("a = $1 and b = :n", "a = $1 and b = $2", ("1", "n")),
        ("a like ? escape ?", "a like $1 escape $2", ("1", "2")),
        ("case when ? then ? else ? end", "case when $1 then $2 else $3 end", ("1", "2", "3")),
    ],
)
def test_every_style_becomes_numbers_and_names_keep_theirs(sql: str, expected: str, names: tuple[str, ...]) -> None:
    assert normalise_parameters(sql) == (expected, names)


@pytest.mark.parametrize(
    ("dialect", "sql", "expected"),
    [
        ("mysql", "select @a, ? from `x?` where b = :c", "select @a, $1 from `x?` where b = $2"),
        ("sqlite", "select ?2, :n, @m, $k", "select $2, $3, $4, $5"),
        ("tsql", "select @p where [a?] = @p and @@rowcount > 0", "select $1 where [a?] = $1 and @@rowcount > 0"),
        ("oracle", "select :p, :1 from dual", "select $1, $2 from dual"),
    ],
)
def test_styles_of_other_dialects(dialect: str, sql: str, expected: str) -> None:
    assert normalise_parameters(sql, dialect)[0] == expected


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "tsql", "oracle"])
def test_named_parameters_are_read_alike_in_every_dialect(dialect: str) -> None:
    text, names = named_parameters("SELECT a FROM t WHERE (a, b) = (?,?)", dialect)
    assert (text, names) == ("SELECT a FROM t WHERE (a, b) = ( :p1 , :p2 )", ("1", "2"))


def test_named_parameters_stay_apart_from_casts_and_slices() -> None:
    assert named_parameters("SELECT a[1:$1], $2::uuid")[0] == "SELECT a[1: :p1 ],  :p2 ::uuid"


@pytest.mark.parametrize("number", ["9" * 5000, "²"])
def test_a_number_that_no_parameter_has_is_no_fault(number: str) -> None:
    assert normalise_parameters(f"SELECT ${number}", "postgres")
