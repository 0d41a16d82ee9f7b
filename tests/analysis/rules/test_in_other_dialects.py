"""What a rule says of its own example where another server reads it: nothing that does not hold there.

Statements and checks of examples name things in small letters, which in Oracle mean others.
"""

from dataclasses import replace

import pytest

from designer.analysis.engine import all_rules
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.exporters.translation import translated
from designer.schema.build import entity, link, options, pattern, schema_of
from designer.schema.changes import Add, Alter
from designer.schema.model import Dialect, Unique

_RULES = {rule.code: rule for rule in all_rules()}
_SHOWN_OTHERWISE = {
    "CO006": ("tsql", "oracle"),  # of a key without the time of deletion in it
    "CO054": ("sqlite", "tsql", "oracle"),  # of a text that is called json
    "GR015": ("oracle",),  # of NUMBER(9)
    "IX012": ("mysql", "mariadb"),  # of a column that is declared to hold few values
    "IX015": ("mysql", "sqlite", "tsql", "oracle"),  # of their own functions of the clock
    "NM003": ("tsql", "oracle"),  # of names above 128
    "TY003": ("mysql", "mariadb"),  # of texts
    "TY010": ("oracle",),  # of NUMBER(9)
    "TY014": ("sqlite",),  # of a number and a text
    "TY029": ("tsql",),  # of columns of fixed width
    "TY036": ("oracle",),  # of LONG
}
"""Dialects of which a rule speaks, though not of its own example."""
_WITHOUT_STATEMENTS = [code for code, rule in _RULES.items() if not rule.flagged.access_patterns]
"""Those of an example are PostgreSQL's, and not read elsewhere."""
_DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")


def _said(code: str, dialect: str, version: str | None = None) -> list[Finding]:
    rule = _RULES[code]
    return list(rule.check(Facts(replace(rule.flagged, dialect=Dialect(name=dialect, version=version)))))


@pytest.mark.parametrize("code", _RULES)
def test_a_rule_says_nothing_in_dialects_that_its_page_does_not_name(code: str) -> None:
    rule = _RULES[code]
    for dialect in set(_DIALECTS) - set(rule.dialects):
        assert _said(code, dialect) == []
        assert list(rule.check(Facts(translated(rule.flagged, dialect)[0]))) == []


@pytest.mark.parametrize("code", _WITHOUT_STATEMENTS)
def test_a_rule_speaks_in_each_dialect_that_its_page_names(code: str) -> None:
    rule = _RULES[code]
    for dialect in set(rule.dialects) - set(_SHOWN_OTHERWISE.get(code, ())):
        assert _said(code, dialect) or list(rule.check(Facts(translated(rule.flagged, dialect)[0])))


@pytest.mark.parametrize(
    ("code", "dialects"),
    [
        ("CI003", ("sqlite",)),  # one writes at a time
        ("CI005", ("sqlite",)),  # a transaction that writes has the whole database
        ("CO006", ("tsql", "oracle")),  # (email, NULL) is taken once
        ("GR003", ("sqlite",)),  # no server
        ("IX002", ("mysql", "mariadb")),  # which make the index themselves
        ("TY005", ("sqlite",)),  # pads nothing
        ("TY010", ("sqlite", "oracle")),  # INTEGER is wide
        ("GR015", ("sqlite", "oracle")),
        ("TY024", ("sqlite",)),  # takes any length
    ],
)
def test_nothing_is_said_where_it_does_not_hold(code: str, dialects: tuple[str, ...]) -> None:
    example = _RULES[code].flagged
    speaks = example.access_patterns or any(table.checks for table in example.entities)
    read = [one for one in _DIALECTS if one != "oracle" or not speaks]
    assert [one for one in read if not _said(code, one)] == list(dialects)


def test_a_key_that_takes_nulls_for_equal_keeps_live_rows_apart() -> None:
    table = entity("users", "id bigint", "email text", "deleted_at timestamptz", pk="id")
    table = replace(table, uniques=(Unique(name="u", columns=("email", "deleted_at"), nulls_not_distinct=True),))
    assert list(_RULES["CO006"].check(Facts(schema_of(table)))) == []


@pytest.mark.parametrize(
    ("code", "dialect", "words"),
    [
        ("CI003", "mysql", "dead version"),
        ("CO001", "oracle", "replication"),
        ("CO001", "mysql", "refuses"),
        ("CO014", "tsql", "cannot be deleted"),
        ("CO027", "tsql", "light lock"),
        ("GR001", "mysql", "Vacuum"),
        ("GR001", "sqlite", "partition"),
        ("GR002", "sqlite", "partition"),
        ("GR007", "mysql", "write-ahead"),
        ("TY020", "mysql", "interval"),
    ],
)
def test_no_message_speaks_of_what_the_server_does_not_have(code: str, dialect: str, words: str) -> None:
    (finding,) = _said(code, dialect)
    assert words not in finding.message


@pytest.mark.parametrize(
    ("code", "dialects"),
    [
        ("CO003", ("oracle",)),  # no ON UPDATE CASCADE
        ("CO016", ("mysql", "mariadb", "tsql")),  # nothing can be deferred
        ("TY004", ("sqlite",)),  # numeric is a float
    ],
)
def test_no_fix_is_offered_that_the_server_does_not_take(code: str, dialects: tuple[str, ...]) -> None:
    assert [one for one in _DIALECTS if not _said(code, one)[0].fix] == list(dialects)


def test_a_deletion_is_refused_by_the_action_that_the_server_knows() -> None:
    actions = {}
    for dialect in _DIALECTS:
        (change,) = _said("CO015", dialect)[0].fix
        assert isinstance(change, Alter)
        actions[dialect] = change.set["on_delete"]
    assert actions == dict.fromkeys(_DIALECTS, "restrict") | {"tsql": "no action", "oracle": "no action"}


def test_all_or_none_of_a_reference_is_a_check_where_match_full_does_nothing() -> None:
    for dialect in _DIALECTS[1:]:
        (change,) = _said("CO031", dialect)[0].fix
        assert isinstance(change, Add)
        assert change.value.expression.count("IS NOT NULL") == 2


def test_no_check_is_offered_over_columns_that_a_foreign_key_sets_in_mysql() -> None:
    rule = _RULES["CO031"]
    links = tuple(replace(one, on_delete="set null") for one in rule.flagged.relationships)
    (finding,) = rule.check(Facts(replace(rule.flagged, relationships=links, dialect=Dialect(name="mysql"))))
    assert finding.fix == ()


def test_match_full_settles_nothing_where_it_is_only_read() -> None:
    tables = (
        entity("rooms", "building text", "number integer", pk="building, number"),
        entity("desks", "id bigint", "building text", "number integer", pk="id"),
    )
    made = schema_of(*tables, link("desks.(building, number)", "rooms.(building, number)", match="full"))
    told = {
        one: bool(list(_RULES["CO031"].check(Facts(replace(made, dialect=Dialect(name=one)))))) for one in _DIALECTS
    }
    assert told == dict.fromkeys(_DIALECTS, True) | {"postgres": False}


def test_a_timestamp_of_a_newer_mariadb_lasts_until_2106() -> None:
    table = entity("leases", "id bigint", "expires_at timestamp", pk="id")
    ends = {
        (name, version): bool(
            list(_RULES["TY033"].check(Facts(schema_of(table, dialect=Dialect(name=name, version=version)))))
        )
        for name, version in (("mysql", "8.4"), ("mariadb", None), ("mariadb", "10.11.6"), ("mariadb", "11.5.2"))
    }
    assert ends == {
        ("mysql", "8.4"): True,
        ("mariadb", None): True,
        ("mariadb", "10.11.6"): True,
        ("mariadb", "11.5.2"): False,
    }


def test_a_lenient_server_counts_what_is_no_number_as_nothing() -> None:
    told = {one: "counts as 0" in _said("TY002", one)[0].message for one in _DIALECTS}
    assert [one for one, lenient in told.items() if lenient] == ["mysql", "mariadb", "sqlite"]


def test_a_subquery_that_the_optimizer_may_make_a_join_of_is_a_hint() -> None:
    sure = {one: _said("QR019", one)[0].confidence for one in _DIALECTS if one != "oracle"}
    assert sure == dict.fromkeys(sure, Confidence.LIKELY) | {"tsql": Confidence.HINT}


def test_an_engine_that_knows_its_number_of_rows_is_asked_for_it() -> None:
    counts = {}
    for engine in ("InnoDB", "MyISAM"):
        for end in ("", " WHERE customer_id > 7"):
            table = entity(
                "orders", "id int", "customer_id int", rows=5_000_000, options=options(mysql={"engine": engine})
            )
            asked = pattern("number of orders", f"SELECT count(*) FROM orders{end}", per_minute=60, rows=1)
            found = _RULES["QR014"].check(Facts(schema_of(table, asked, dialect=Dialect(name="mysql"))))
            counts[engine, end] = len(list(found))
    assert counts["MyISAM", ""] == 0
    assert counts["InnoDB", ""] == 1
    assert counts["MyISAM", " WHERE customer_id > 7"] == counts["InnoDB", " WHERE customer_id > 7"]
