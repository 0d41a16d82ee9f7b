"""Sessions that run statements in turn: one that waits for another is overtaken."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from designer.lab.proof import ProofDatabase

WAITS_SECONDS = 0.2
"""What has not answered by then is taken to wait for another session, and the others go on."""
_LOCK_TIMEOUT = "3s"
_TOLD = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to a statement. rows: None for what gives none; failed: SQLSTATE of the error, else empty."""

    sql: str
    said: str
    names: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] | None = None
    failed: str = ""
    waited: bool = False


Statement = Callable[["Session"], str | None]
"""The text to send, from what the session has been answered so far; None for nothing."""


def saying(text: str) -> Statement:
    """A statement that is this text whatever came before."""
    return lambda session: text


class Session:
    """One connection with a thread of its own, in which statements stay in order."""

    def __init__(self, connection: psycopg.Connection[Any], name: str) -> None:
        self.connection = connection
        self.name = name
        self.answers: list[Answer] = []
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=f"session-{name}")

    @property
    def failed(self) -> str:
        """SQLSTATE of the error that ended its transaction; empty while it goes on."""
        return next((one.failed for one in self.answers if one.failed), "")

    def send(self, statement: Statement) -> Future[Answer | None]:
        """Sends what the statement says once those before it are answered."""
        return self.thread.submit(self._send, statement)

    def _send(self, statement: Statement) -> Answer | None:
        text = statement(self)
        if text is None:
            return None
        answer = _asked(self.connection, text)
        self.answers.append(answer)
        return answer


@contextmanager
def sessions(database: ProofDatabase, names: Sequence[str]) -> Iterator[dict[str, Session]]:
    """Sessions by name, closed at the end."""
    held = {name: Session(database.connect(), name) for name in names}
    try:
        for one in held.values():
            one.connection.execute("SELECT set_config('lock_timeout', %s, false)", [_LOCK_TIMEOUT])
        yield held
    finally:
        for one in held.values():
            one.thread.shutdown(wait=True)
            one.connection.close()


def interleaved(held: dict[str, Session], turns: Sequence[tuple[str, Statement]]) -> list[tuple[str, Answer]]:
    """Every answer with its session, in the order in which the statements were sent."""
    sent: list[tuple[str, Future[Answer | None], bool]] = []
    for name, statement in turns:
        future = held[name].send(statement)
        sent.append((name, future, not _is_answered(future)))
    found = []
    for name, future, waited in sent:
        answer = future.result(timeout=30)
        if answer is not None:
            found.append((name, Answer(answer.sql, answer.said, answer.names, answer.rows, answer.failed, waited)))
    return found


def _is_answered(future: Future[Answer | None]) -> bool:
    done = threading.Event()
    future.add_done_callback(lambda _: done.set())
    return done.wait(WAITS_SECONDS)


def _asked(connection: psycopg.Connection[Any], text: str) -> Answer:
    try:
        cursor = connection.execute(text.encode())
    except psycopg.Error as error:
        return Answer(text, said_by(error), failed=error.sqlstate or "XX000")
    if cursor.description is None:
        return Answer(text, cursor.statusmessage or "")
    rows = cursor.fetchall()
    said = "; ".join(", ".join(str(one) for one in row) for row in rows[:_TOLD]) or "no row"
    more = f" and {len(rows) - _TOLD} more" if len(rows) > _TOLD else ""
    return Answer(text, said + more, tuple(one.name for one in cursor.description), tuple(rows))


def said_by(error: psycopg.Error) -> str:
    """The first line of what the server says, without a full stop."""
    return (error.diag.message_primary or str(error).split("\n")[0]).strip().rstrip(".")
