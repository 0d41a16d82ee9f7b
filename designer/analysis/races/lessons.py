"""The anomalies of the textbooks on a table of two rows, run at every level: what a server lets happen, and where.

The read-only anomaly is the one of Fekete, O'Neil and O'Neil (A Read-Only Transaction Anomaly Under Snapshot
Isolation, SIGMOD Record 33, 2004): two transactions that would be fine, and a third that only looks.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from designer.analysis.races.isolation import LEVELS
from designer.analysis.races.running import Step
from designer.analysis.races.sessions import Answer, Session, Statement, interleaved, sessions
from designer.lab.proof import ProofDatabase, proof_database

_READ = "SELECT amount FROM accounts WHERE id = {}"
_BOTH = "SELECT id, amount FROM accounts ORDER BY id"
_SET = "UPDATE accounts SET amount = {} WHERE id = {}"
_ROWS = "SELECT id, amount FROM accounts ORDER BY id"
_Said = Mapping[str, list[Answer]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """turns: session and statement; `begin` and `commit` stand for themselves. happened: told by the answers that came,
    and by the rows that were left, once every session is through."""

    name: str
    what: str
    amounts: tuple[int, int]
    turns: tuple[tuple[str, str], ...]
    happened: Callable[[_Said, list[tuple[int, int]]], bool]


@dataclass(frozen=True, slots=True)
class Level:
    """What came of a lesson at one level. happened: whether the anomaly did; retried: whether a session was refused."""

    level: str
    happened: bool
    retried: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Taught:
    """A lesson that was run, weakest level first."""

    name: str
    what: str
    levels: tuple[Level, ...]


def _two_reads(said: _Said, rows: list[tuple[int, int]]) -> bool:
    read = [one.rows for one in said["A"] if one.rows is not None]
    return len(read) == 2 and read[0] != read[1]


LESSONS = (
    Lesson(
        "lost update", "Both add to what they have read, and the second erases what the first added.", (10, 0),
        (("A", "begin"), ("B", "begin"), ("A", _READ.format(1)), ("B", _READ.format(1)), ("A", _SET.format(11, 1)),
         ("B", _SET.format(20, 1)), ("A", "commit"), ("B", "commit")),
        lambda said, rows: not any(one.failed for each in said.values() for one in each) and rows[0][1] != 21,
    ),
    Lesson(
        "non-repeatable read", "The same row is read twice, and is another one the second time.", (10, 0),
        (("A", "begin"), ("A", _READ.format(1)), ("B", "begin"), ("B", _SET.format(20, 1)), ("B", "commit"),
         ("A", _READ.format(1)), ("A", "commit")),
        _two_reads,
    ),
    Lesson(
        "phantom", "The same question is asked twice, and a row has come in between.", (10, 0),
        (("A", "begin"), ("A", "SELECT count(*) FROM accounts WHERE amount >= 0"), ("B", "begin"),
         ("B", "INSERT INTO accounts VALUES (3, 5)"), ("B", "commit"),
         ("A", "SELECT count(*) FROM accounts WHERE amount >= 0"), ("A", "commit")),
        _two_reads,
    ),
    Lesson(
        "write skew", "Both see that the sum of two rows allows 15, and each takes them from its own row.", (10, 10),
        (("A", "begin"), ("B", "begin"), ("A", "SELECT sum(amount) FROM accounts"),
         ("B", "SELECT sum(amount) FROM accounts"), ("A", _SET.format("amount - 15", 1)),
         ("B", _SET.format("amount - 15", 2)), ("A", "commit"), ("B", "commit")),
        lambda said, rows: sum(amount for _, amount in rows) < 0,
    ),
    Lesson(
        "read-only anomaly",
        "A takes 10 and a fee of 1, since it saw no deposit; B’s deposit of 20 is in, and C, which only looks, sees it"
        " without the fee: no order of the three gives that.", (0, 0),
        (("A", "begin"), ("A", _BOTH), ("B", "begin"), ("B", _READ.format(2)), ("B", _SET.format(20, 2)),
         ("B", "commit"), ("C", "begin"), ("C", _BOTH), ("C", "commit"), ("A", _SET.format(-11, 1)), ("A", "commit")),
        lambda said, rows: rows == [(1, -11), (2, 20)],
    ),
)  # fmt: skip


def taught() -> tuple[str, tuple[Taught, ...]]:
    """(the server, every lesson at every level). Raises ServerUnavailable."""
    with proof_database() as database:
        with database.connect() as session:
            session.execute("CREATE TABLE accounts (id integer PRIMARY KEY, amount integer NOT NULL)")
        return database.server, tuple(
            Taught(one.name, one.what, tuple(_level(database, one, level) for level in LEVELS)) for one in LESSONS
        )


def _level(database: ProofDatabase, lesson: Lesson, level: str) -> Level:
    with database.connect() as session:
        session.execute("TRUNCATE accounts")
        session.execute("INSERT INTO accounts VALUES (1, %s), (2, %s)", lesson.amounts)
        names = sorted({name for name, _ in lesson.turns})
        with sessions(database, names) as held:
            answers = interleaved(held, [(name, _statement(text, level)) for name, text in lesson.turns])
            said = {name: held[name].answers for name in names}
            refused = any(one.failed for one in held.values())
        rows = [(int(str(key)), int(str(amount))) for key, amount in session.execute(_ROWS).fetchall()]
    steps = tuple(Step(name, one.sql, one.said, one.waited, bool(one.failed)) for name, one in answers)
    return Level(level, lesson.happened(said, rows), refused, steps)


def _statement(text: str, level: str) -> Statement:
    def said(session: Session) -> str | None:
        if text == "begin":
            return f"BEGIN ISOLATION LEVEL {level}"
        if text == "commit":
            return "ROLLBACK" if session.failed else "COMMIT"
        return None if session.failed else text

    return said
