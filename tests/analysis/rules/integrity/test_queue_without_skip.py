import pytest

from designer.schema.build import entity, pattern
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

TABLE = entity("jobs", "id bigint", "state text", "made timestamptz", "worker text", pk="id")
NEXT = "SELECT id FROM jobs WHERE state = 'new' ORDER BY made LIMIT 1"


def taken(*statements: str) -> list[str]:
    """The severity of what is found about a pattern of these statements."""
    return [str(finding.severity) for finding in found("CI002", TABLE, pattern("take", *statements))]


@pytest.mark.parametrize(
    "statements",
    [
        (f"{NEXT} FOR UPDATE SKIP LOCKED",),
        (f"{NEXT} FOR UPDATE NOWAIT",),
        (f"UPDATE jobs SET state = 'old' WHERE id = ({NEXT} FOR UPDATE SKIP LOCKED) RETURNING id",),
        (NEXT,),
        (NEXT, "UPDATE jobs SET worker = $1 WHERE id = $2"),
        ("SELECT id FROM jobs WHERE state = 'new' FOR UPDATE",),
        ("SELECT id FROM jobs WHERE id = $1 LIMIT 1 FOR UPDATE",),
        ("SELECT id FROM jobs LIMIT 1", "UPDATE jobs SET state = 'x' WHERE id = $1"),
        ("DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE made < $1)",),
        ("UPDATE jobs SET state = 'old' WHERE state = 'new'",),
    ],
)
def test_what_skips_or_takes_nothing_is_left_alone(statements: tuple[str, ...]) -> None:
    assert taken(*statements) == []


@pytest.mark.parametrize(
    "statements",
    [
        (f"{NEXT} FOR UPDATE",),
        (f"{NEXT} FOR NO KEY UPDATE", "UPDATE jobs SET state = 'old' WHERE id = $1"),
        (f"WITH j AS ({NEXT} FOR UPDATE) UPDATE jobs SET state = 'old' FROM j WHERE j.id = jobs.id",),
    ],
)
def test_a_lock_that_workers_wait_for_is_a_warning(statements: tuple[str, ...]) -> None:
    assert taken(*statements) == ["warning"]


@pytest.mark.parametrize(
    "statements",
    [
        (f"UPDATE jobs SET state = 'old' WHERE id = ({NEXT})",),
        (f"DELETE FROM jobs WHERE id IN ({NEXT})",),
        (NEXT, "UPDATE jobs SET state = 'old' WHERE id = $1"),
    ],
)
def test_a_row_that_two_may_take_is_an_error(statements: tuple[str, ...]) -> None:
    assert taken(*statements) == ["error"]


_JOBS = entity("jobs", "id bigint", "state varchar(10) not null", pk="id", index="state")
_FIRST = "SELECT TOP (1) id FROM jobs{} WHERE state = 'new' ORDER BY id"
_DONE = "UPDATE jobs SET state = 'run' WHERE id = @id"


def test_the_hints_of_sql_server_are_locks_and_sqlite_has_one_writer() -> None:
    held = pattern("take", _FIRST.format(" WITH (UPDLOCK, READPAST)"), _DONE)
    assert found("CI002", _JOBS, held, dialect=Dialect(name="tsql")) == ()
    loose = pattern("take", "SELECT id FROM jobs WHERE state = 'new' ORDER BY id LIMIT 1", _DONE)
    assert found("CI002", _JOBS, loose, dialect=Dialect(name="sqlite")) == ()
    (finding,) = found("CI002", _JOBS, pattern("take", _FIRST.format(""), _DONE), dialect=Dialect(name="tsql"))
    assert finding.evidence["instead"] == "… FROM … WITH (UPDLOCK, READPAST) …"
