"""SQL in a dialect other than PostgreSQL: names, constants, and the texts that the author of a design wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from designer.exporters import wording
from designer.exporters.result import ExportError
from designer.schema.frozen import EMPTY, FrozenMap
from designer.sql.completeness import is_complete
from designer.sql.identifiers import InvalidName, quote_identifier, quote_literal
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind

_SHOWN = 80
DANGLING = "dangling_foreign_keys"
"""The option of an entity under which importers keep the text of foreign keys that lead nowhere."""


@dataclass(frozen=True, slots=True)
class Texts:
    """How one dialect spells things. always: whether every name is quoted, as the dialect's own tools do."""

    dialect: str
    label: str
    always: bool = False

    def name(self, text: str) -> str:
        """An identifier, quoted as needed. Raises ExportError for one that no server takes."""
        try:
            return quote_identifier(text, self.dialect, always=self.always)
        except InvalidName as error:
            raise ExportError(f"{text!r} cannot be a name in {self.label}: {error}") from error

    def names(self, texts: Iterable[str]) -> str:
        """Identifiers with commas between them."""
        return ", ".join(map(self.name, texts))

    def literal(self, text: str) -> str:
        """A string constant. Raises ExportError for a null character."""
        try:
            return quote_literal(text, self.dialect)
        except InvalidName as error:
            raise ExportError(f"a text cannot be stored by {self.label}: {error}") from error

    def verbatim(self, text: str, where: str) -> str:
        """The author's own text, made safe to stand inside a statement.

        A line comment at its end gets a line end, so that it hides nothing of ours. Raises ExportError, naming
        `where` it stands, for a text that would end the statement or leave a parenthesis or quote open.
        """
        plain = text.strip()
        if not plain:
            raise ExportError(f"{where} is empty")
        lexed = tokenize(plain, self.dialect)
        if not is_complete(lexed):
            shown = plain if len(plain) <= _SHOWN else f"{plain[: _SHOWN - 1]}…"
            raise ExportError(f"{where} is no complete expression: {shown}")
        last = lexed.tokens[-1]
        return f"{plain}\n" if last.kind is Kind.COMMENT and last.text.startswith(("--", "#")) else plain

    def parenthesized(self, text: str, where: str) -> str:
        """An expression in parentheses of ours."""
        return f"({self.verbatim(text, where)})"

    def options(self, options: FrozenMap) -> FrozenMap:
        """The options for this dialect out of `{dialect: {option: value}}`."""
        own: Any = options.get(self.dialect)
        return own if isinstance(own, FrozenMap) else EMPTY

    def statement(self, sql: str) -> str:
        """A carried statement with exactly one terminator, which no trailing comment hides."""
        body = sql.strip()
        tokens = tokenize(body, self.dialect).tokens
        code = [token for token in tokens if token.kind is not Kind.COMMENT]
        if code and code[-1].kind is Kind.TERMINATOR:
            return body
        return f"{body}\n;" if tokens and tokens[-1].kind is Kind.COMMENT else f"{body};"


def one_line(text: str) -> str:
    """A text as a comment of one line may hold it."""
    return wording.one_line(text) or "a design"


def headed(schema_name: str, label: str, comment: str | None) -> str:
    """The first lines of a script."""
    remarks = [f"-- {one_line(line)}" for line in (comment or "").splitlines()]
    return "\n".join((f"-- {one_line(schema_name)}: {label}, written by Schema Designer", *remarks))
