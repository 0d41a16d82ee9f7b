"""Scripts cut, spliced and shuffled: every reader comes back, raises nothing and accounts for what it read."""

import contextlib
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from designer.importers import import_sql
from designer.sql.cursor import Cursor, Unreadable
from designer.sql.lexer import tokenize

HERE = Path(__file__).parent
FORMS = {
    "postgres": "\n".join(path.read_text() for path in sorted((HERE / "forms").glob("*.sql"))),
    **{one: (HERE / one / "forms.sql").read_text() for one in ("mysql", "sqlite", "tsql", "oracle")},
}
FORMS["mariadb"] = FORMS["mysql"]
DIALECTS = ("postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle")
SECONDS = 20


class _Hangs(BaseException):
    """Not an Exception, so that no reader catches it."""


@contextlib.contextmanager
def _bounded() -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        raise _Hangs

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def mutants(dialect: str, seed: int, count: int) -> Iterator[str]:
    """Pieces of the forms, each damaged in one of seven ways."""
    text = FORMS[dialect]
    tokens = [token.text for token in tokenize(text, dialect).tokens]
    others = [token.text for token in tokenize(FORMS[random.Random(seed).choice(DIALECTS)], "postgres").tokens]
    chance = random.Random(f"{dialect} {seed}")
    for _ in range(count):
        first = chance.randrange(len(tokens))
        piece = tokens[first : first + chance.randrange(10, 160)]
        place = chance.randrange(len(piece)) if piece else 0
        match chance.randrange(7):
            case 0:
                start = chance.randrange(len(text))
                yield text[start : start + chance.randrange(4000)]
                continue
            case 1:
                chance.shuffle(piece)
            case 2:
                piece[place:place] = chance.sample(others, min(6, len(others)))
            case 3:
                del piece[place : place + chance.randrange(1, 8)]
            case 4:
                piece[place:place] = piece[place : place + 5] * chance.randrange(1, 40)
            case 5:
                piece[place : place + 1] = chance.choices("()[],.;'\"`=*/", k=4)
            case _:
                piece = [one for one in piece if one not in chance.sample(piece, min(4, len(piece)))]
        begin = chance.choice(("CREATE TABLE t (a int,", "ALTER TABLE t ", "CREATE INDEX i ON t (", "", "", ""))
        yield begin + " ".join(piece)


def read(dialect: str, text: str) -> None:
    try:
        with _bounded():
            imported = import_sql(text, dialect)
    except _Hangs:
        pytest.fail(f"the reader of {dialect} does not come back from {text!r}")
    except Exception as error:
        raise AssertionError(f"the reader of {dialect} raised for {text!r}") from error
    accounted = bool(imported.schema.located or imported.problems or imported.skipped or imported.carried)
    assert accounted or not imported.statements or not any(word.isalnum() for word in text.split())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_damaged_scripts_are_read_to_their_end(dialect: str) -> None:
    for text in mutants(dialect, 1, 400):
        read(dialect, text)


@pytest.mark.strict_only("thousands of damaged scripts")
@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("seed", range(10, 15))
def test_many_damaged_scripts_are_read_to_their_end(dialect: str, seed: int) -> None:
    for text in mutants(dialect, seed, 500):
        read(dialect, text)


def test_a_loop_that_does_not_advance_is_a_problem_of_its_statement() -> None:
    cursor = Cursor.over("ALTER TABLE t ADD what", "tsql")

    def loop() -> None:
        while not cursor.done:
            cursor.take("NEVER")

    with _bounded(), pytest.raises(Unreadable, match="not understood"):
        loop()


@pytest.mark.parametrize("dialect", [one for one in DIALECTS if one not in ("postgres", "mariadb")])
def test_every_form_that_is_damaged_is_read_whole(dialect: str) -> None:
    assert import_sql(FORMS[dialect], dialect).problems == ()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_verb_alone_is_read_or_refused_but_never_raises(dialect: str) -> None:
    for verb in ("ALTER", "CREATE", "CREATE OR REPLACE", "DROP", "GRANT", "REVOKE", "COMMENT", "SET", "USE", "RENAME"):
        for text in (verb, f"{verb};", f"SELECT 1; {verb}"):
            read(dialect, text)
