"""What the environment says becomes settings; its mistakes become sentences with an id."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from designer.configuration import Environment

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("variable", "value", "check"),
    [
        ("DATABASE_URL", "sqlite:///file", "designer.E003"),
        ("DATABASE_URL", "postgresql://user:p@host:notaport/db", "designer.E003"),
        ("DATABASE_DIRECT_URL", "mysql://host/db", "designer.E003"),
    ],
)
def test_wrong_database_url_is_a_problem_and_no_exception(variable: str, value: str, check: str) -> None:
    environment = Environment({variable: value})
    databases = environment.databases()
    assert [problem.id for problem in environment.problems] == [check]
    assert "direct" not in databases


def test_wrong_flag_and_number_are_problems_and_the_default_holds() -> None:
    environment = Environment({"A": "perhaps", "B": "-3"})
    assert environment.flag("A") is False
    assert environment.number("B", 4) == 4
    assert [problem.id for problem in environment.problems] == ["designer.E001", "designer.E002"]


def test_a_choice_that_is_none_and_a_directory_that_cannot_be_written_are_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    file.touch()
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(file / "below"))
    environment = Environment({"A": "xml", "B": "JSON", "PROMETHEUS_MULTIPROC_DIR": str(file / "below")})
    assert environment.choice("A", ("text", "json")) == "text"
    assert environment.choice("B", ("text", "json")) == "json"
    environment.metrics_directory()
    assert [problem.id for problem in environment.problems] == ["designer.E009", "designer.E010"]
    assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ  # each process tells of itself, and serves
    Environment({"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "made" / "here")}).metrics_directory()
    assert (tmp_path / "made" / "here").is_dir()


def test_without_a_url_no_server_is_reached_by_accident() -> None:
    assert Environment({}).databases()["default"]["ENGINE"] == "django.db.backends.dummy"


def test_socket_url_keeps_the_capitals_of_its_path() -> None:
    database = Environment({"DATABASE_URL": "postgresql://u:p%40@:5432/db?host=/tmp/My%20Data"}).databases()["default"]
    assert database["OPTIONS"]["host"] == "/tmp/My Data"
    assert (database["USER"], database["PASSWORD"], database["PORT"]) == ("u", "p@", 5432)


def test_pooler_in_front_forbids_what_outlives_a_transaction() -> None:
    databases = Environment(
        {"DATABASE_URL": "postgresql://u@pooler/db", "DATABASE_DIRECT_URL": "postgresql://u@server/db"}
    ).databases()
    assert databases["default"]["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert databases["direct"]["HOST"] == "server"
    assert "pool" not in databases["direct"].get("OPTIONS", {})


def test_deployment_without_key_database_and_hosts_is_refused_by_id() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DESIGNER_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check", "--deploy"],
        env={**clean, "DESIGNER_NO_BOOTSTRAP": "1", "DESIGNER_DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert all(f"designer.E00{number}" in done.stderr for number in (4, 5, 6, 7))
