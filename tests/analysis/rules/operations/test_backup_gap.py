from typing import Any

import pytest

from designer.analysis.finding import Severity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Requirements
from tests.analysis.rules.running import findings, titles


def wanted(backup: dict[str, Any] | None, rpo: float | None = 15, rto: float | None = None) -> Requirements:
    return Requirements(rpo_minutes=rpo, rto_minutes=rto, backup=FrozenMap(backup) if backup is not None else None)


def test_where_no_limit_is_declared_no_backup_is_asked_for() -> None:
    assert titles("GR007", wanted(None, rpo=None)) == []
    assert titles("GR007", wanted({"schedule": "weekly"}, rpo=None)) == []


@pytest.mark.parametrize(
    "backup",
    [
        {"schedule": "daily", "wal": "archived"},
        {"tool": "pgBackRest"},
        {"schedule": "nightly base backup", "pitr": True},
        {"kind": "snapshot of the volume"},  # says nothing that can be compared
        {"interval_minutes": 15},
        {"every_hours": 0.25},
        {"kind": "copies, each kept a week"},
    ],
)
def test_a_backup_that_keeps_to_it_or_says_something_else_is_believed(backup: dict[str, Any]) -> None:
    assert titles("GR007", wanted(backup)) == []


def test_a_day_is_enough_where_a_day_may_be_lost() -> None:
    assert titles("GR007", wanted({"schedule": "daily"}, rpo=1_440)) == []


@pytest.mark.parametrize(
    ("backup", "minutes"),
    [
        ({"schedule": "daily pg_dump"}, "1440"),
        ({"schedule": "nightly", "wal": False}, "1440"),
        ({"schedule": "weekly and daily"}, "1440"),
        ({"interval_minutes": 16}, "16"),
        ({"every_hours": 6}, "360"),
        ({"every": "12 hours"}, "720"),
        ({"schedule": "every day at 2"}, "1440"),
        ({"schedule": "once a week"}, "10080"),
    ],
)
def test_a_backup_that_is_too_seldom_is_a_warning(backup: dict[str, Any], minutes: str) -> None:
    (finding,) = findings("GR007", wanted(backup))
    assert finding.severity is Severity.WARNING
    assert finding.title == f"Backups every {minutes} minutes lose more than the 15 minutes allowed"


@pytest.mark.parametrize("backup", [None, {}])
def test_a_limit_without_any_backup_is_worth_knowing(backup: dict[str, Any] | None) -> None:
    (finding,) = findings("GR007", wanted(backup, rto=30))
    assert finding.severity is Severity.INFO
    assert finding.title == (
        "At most 15 minutes of data may be lost and an outage may last 30 minutes, and no backup is described"
    )


def test_one_limit_alone_is_enough_to_ask_for_a_backup() -> None:
    assert "15 minutes of data may be lost" in titles("GR007", wanted(None))[0]
    assert "an outage may last 30 minutes" in titles("GR007", wanted(None, rpo=None, rto=30))[0]
