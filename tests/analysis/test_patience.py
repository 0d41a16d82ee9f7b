"""A rule that never returns is stopped and named, and takes nothing from the others."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from designer.analysis import engine
from designer.analysis.engine import all_rules, analyze
from designer.analysis.patience import OutOfTime, Patience
from designer.schema.build import entity, schema_of


def forever() -> None:
    while True:
        try:
            time.sleep(0.01)
        except Exception:  # as a library on the way may do it
            continue


def test_what_ends_in_time_is_left_alone() -> None:
    with Patience(5) as patience:
        assert [patience.run(lambda: number) for number in (1, 2)] == [1, 2]  # noqa: B023


def test_own_exceptions_pass() -> None:
    with Patience(5) as patience, pytest.raises(KeyError):
        patience.run(lambda: {}[1])


def test_what_does_not_end_is_stopped_and_the_next_one_runs() -> None:
    with Patience(0.1) as patience:
        assert patience.run(forever) is None
        assert patience.run(lambda: 7) == 7


def test_function_that_ends_as_its_time_does_never_harms_the_next_one() -> None:
    def just_in_time() -> int:
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            pass
        return 1

    try:
        with Patience(0.1) as patience:
            for _ in range(5):
                patience.run(just_in_time)
                assert patience.run(lambda: 7) == 7
        time.sleep(0.2)
    except OutOfTime:
        pytest.fail("it came too late")


class _Endless:
    """A rule that hangs."""

    code = "ZZ999"

    def check(self, facts: Any) -> Iterator[Any]:
        forever()
        yield


def test_report_names_the_rule_and_holds_what_the_others_found(monkeypatch: pytest.MonkeyPatch) -> None:
    schema = schema_of(entity("orders", "id int", "total float"))
    whole = analyze(schema)
    rules = all_rules()
    monkeypatch.setattr(engine, "all_rules", lambda: (_Endless(), *rules))
    report = analyze(schema, seconds=2)
    assert report.stopped == ("ZZ999",)
    assert report.rules_run == len(rules)
    assert report.findings == whole.findings
    assert whole.stopped == ()
