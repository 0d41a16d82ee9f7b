"""Tables that a library makes: what is said of their form is a hint, and of everything else as ever."""

from dataclasses import replace

import pytest

from designer.analysis.engine import analyze
from designer.analysis.finding import Confidence, Finding, Severity
from designer.schema.build import entity, link, schema_of
from designer.schema.model import Entity
from designer.schema.schema import Schema

_OWN = [entity(name, "id int", pk="id") for name in ("flats", "tenants", "rents")]


def _without_key(name: str) -> Entity:
    return entity(name, "id int not null", "flag text", unique="id")


def _design(*tables: Entity) -> Schema:
    return schema_of(*_OWN, *tables)


def _said(schema: Schema, code: str = "CO002") -> Finding:
    (finding,) = analyze(schema, codes={code}).findings
    return finding


@pytest.mark.parametrize("name", ["questions", "oban", "act_runs", "my_qrtz_jobs", "que_answers"])
def test_a_table_of_a_like_name_is_the_designs_own(name: str) -> None:
    assert _said(_design(_without_key(name))).confidence is Confidence.CERTAIN


def test_a_design_that_is_the_librarys_own_is_judged_as_any_other() -> None:
    assert _said(schema_of(_without_key("qrtz_locks"))).confidence is Confidence.CERTAIN


def test_declared_rows_keep_what_is_said_of_an_index() -> None:
    for rows, sure in ((5_000_000, Confidence.CERTAIN), (None, Confidence.HINT)):
        child = entity("qrtz_triggers", "id int", "flat_id int", pk="id", rows=rows)
        finding = _said(
            schema_of(*_OWN, child, link("qrtz_triggers.flat_id", "flats.id", on_delete="cascade")), "IX002"
        )
        assert finding.confidence is sure


def test_what_is_said_of_the_designs_own_tables_among_them_stays() -> None:
    findings = analyze(_design(_without_key("qrtz_locks"), _without_key("keys")), codes={"CO002"}).findings
    assert [str(one.confidence) for one in findings] == ["certain", "hint"]


@pytest.mark.parametrize("name", ["QRTZ_LOCKS", "oban_jobs", "django_session"])
def test_the_form_of_a_librarys_table_is_a_hint_that_says_so(name: str) -> None:
    finding = _said(_design(_without_key(name)))
    assert (finding.confidence, finding.severity) == (Confidence.HINT, Severity.INFO)
    assert finding.message.endswith("A library makes this table, and expects it as it is.")


def test_a_list_of_a_librarys_tables_alone_is_a_hint() -> None:
    more = [replace(_OWN[0], name=f"rooms{number}") for number in range(9)]
    tables = [_without_key(f"qrtz_{word}") for word in ("locks", "jobs", "calendars", "triggers", "fired", "paused")]
    assert _said(_design(*more, *tables)).confidence is Confidence.HINT
    assert _said(_design(*more, *tables, _without_key("keys"))).confidence is Confidence.CERTAIN


def test_a_table_of_a_common_name_is_a_librarys_by_its_columns() -> None:
    for columns, sure in (
        (("token text not null", "identifier text", "expires timestamptz"), Confidence.HINT),
        (("token text not null", "user_id int"), Confidence.CERTAIN),
    ):
        table = entity("VerificationToken", *columns, unique="token")
        assert _said(_design(table)).confidence is sure
