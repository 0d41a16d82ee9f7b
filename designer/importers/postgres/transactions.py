"""Which statements of a script a ROLLBACK takes back: those of plain transactions, and of savepoints in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from designer.sql.identifiers import read_identifier
from designer.sql.statements import Statement
from designer.sql.tokens import Kind

_BEGINS = ("begin", "start")
_KEEPS = ("commit", "end")
_UNDOES = ("rollback", "abort")


@dataclass(eq=False, slots=True)
class _Script:
    began: int | None = None  # index of the first statement of the transaction that is open
    savepoints: list[tuple[str, int]] = field(default_factory=list)
    undone: dict[int, int] = field(default_factory=dict)


def rolled_back(statements: Sequence[Statement]) -> dict[int, int]:
    """Index of each statement that is taken back, to the line of the ROLLBACK that does it."""
    script = _Script()
    for index, statement in enumerate(statements):
        if statement.kind in _BEGINS and script.began is None:
            script.began = index + 1
        elif statement.kind == "savepoint" and script.began is not None:
            script.savepoints.append((_last_name(statement), index + 1))
        elif statement.kind in _KEEPS or (statement.kind == "prepare" and "TRANSACTION" in _words(statement)):
            _close(script, statement, index)
        elif statement.kind in _UNDOES and script.began is not None:
            _undo(script, statement, index)
    return script.undone


def _undo(script: _Script, statement: Statement, index: int) -> None:
    words = _words(statement)
    if "PREPARED" in words or script.began is None:
        return
    if "TO" not in words:
        script.undone |= dict.fromkeys(range(script.began, index), statement.line)
        _close(script, statement, index)
        return
    name = _last_name(statement)
    while script.savepoints and script.savepoints[-1][0] != name:
        script.savepoints.pop()
    if script.savepoints:
        script.undone |= dict.fromkeys(range(script.savepoints[-1][1], index), statement.line)


def _close(script: _Script, statement: Statement, index: int) -> None:
    words = _words(statement)
    chained = script.began is not None and "CHAIN" in words and "NO" not in words
    script.began = index + 1 if chained else None
    script.savepoints.clear()


def _words(statement: Statement) -> list[str]:
    return [token.text.upper() for token in statement.tokens[:8] if token.kind is Kind.WORD]


def _last_name(statement: Statement) -> str:
    return read_identifier(statement.tokens[-1].text, "postgres")
