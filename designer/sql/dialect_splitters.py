"""Where a statement ends in SQLite, MySQL, T-SQL and Oracle."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from designer.sql.splitter import Splitter
from designer.sql.statements import Statement, words_without_definer
from designer.sql.tokens import Kind, Token


class SqliteSplitter(Splitter):
    def has_body(self) -> bool:
        words = self.first_words()
        return words[:1] == ["CREATE"] and "TRIGGER" in words[1:3]

    def track_word(self, word: str, index: int) -> None:
        if word in ("BEGIN", "CASE") and (word == "BEGIN" or self.blocks):
            self.blocks += 1
        elif word == "END" and self.blocks:
            self.blocks -= 1


class MysqlSplitter(Splitter):
    def has_body(self) -> bool:
        if not self._creates():
            return False
        words = words_without_definer(self.current)
        return any(w in ("FUNCTION", "PROCEDURE", "TRIGGER", "EVENT") for w in words[1:5])

    def _creates(self) -> bool:
        """Whether the first word, perhaps inside a conditional comment as dumps write it, is CREATE."""
        return any(token.text.upper() == "CREATE" for token in self.current[:2])

    def track(self, index: int) -> None:
        if len(self.current) <= 24 and not self.body and self._creates():
            self.body = self.has_body()
        if self.body and self.tokens[index].kind is Kind.WORD:
            self.track_word(self.tokens[index].text.upper(), index)

    def track_word(self, word: str, index: int) -> None:
        before = self.word_at(index - 1)
        if word == "BEGIN" or (word == "CASE" and self.blocks and before != "END"):
            self.blocks += 1
        elif word == "END" and self.blocks and self.word_at(index + 1) not in ("IF", "LOOP", "WHILE", "REPEAT"):
            self.blocks -= 1

    def ends(self, index: int) -> bool:
        if not self.blocks or self.tokens[index].text != ";":
            return True
        following = self.tokens[index + 1] if index + 1 < len(self.tokens) else None
        if following and following.text.upper() in ("CREATE", "ALTER") and self.at_margin(following):
            self.report("the statement's body is not closed before the next statement")
            return True
        return False

    def starts_another(self, index: int) -> bool:
        """Under a delimiter of the user's own, several statements may be sent at once, `;` between them."""
        if not self.body and self.current and self._separates(self.current[-1]):
            return True
        if self._is_use_of_a_line(index):
            return True
        return super().starts_another(index)

    def _is_use_of_a_line(self, index: int) -> bool:
        """Whether the statement so far is `USE name`, which ends with its line, semicolon or not."""
        return (
            len(self.current) == 2
            and self.current[0].text.upper() == "USE"
            and self.tokens[index].line > self.current[0].line
        )

    def finish(self, terminator: Token | None) -> Iterator[Statement]:
        while not self.body and self.current and self._separates(self.current[-1]):
            self.current.pop()
        yield from super().finish(terminator)

    @staticmethod
    def _separates(token: Token) -> bool:
        return token.kind is Kind.PUNCTUATION and token.text == ";"


class TsqlSplitter(Splitter):
    _BEGINNING = 1 << 60  # where a line begins another statement depends on every parenthesis before it
    _STARTERS = ("CREATE", "EXEC", "EXECUTE", "PRINT", "USE", "SET", "INSERT", "ALTER", "IF", "DROP")
    _AFTER_DEFINITION = (*_STARTERS, "DECLARE", "BEGIN", "SELECT", "UPDATE", "DELETE", "GRANT", "DENY", "COMMIT",
                         "WHILE")  # fmt: skip
    _OBJECTS = ("TABLE", "VIEW", "INDEX", "SEQUENCE", "PROCEDURE", "PROC", "FUNCTION", "TYPE", "TRIGGER", "SYNONYM",
                "SCHEMA", "DATABASE", "COLUMN", "CONSTRAINT", "ROLE", "USER")  # fmt: skip
    _HOLDERS = ("GRANT", "DENY", "REVOKE", "IF", "BEGIN", "WHILE", "DECLARE", "MERGE", "UPDATE", "WITH")

    def has_body(self) -> bool:
        words = self.first_words()
        if words[:1] in (["IF"], ["BEGIN"], ["WHILE"]):
            return True
        if words[1:2] == ["PARTITION"]:  # its FUNCTION is a list of bounds
            return False
        return words[:1] in (["CREATE"], ["ALTER"]) and any(
            w in ("PROC", "PROCEDURE", "FUNCTION", "TRIGGER") for w in words[1:4]
        )

    def batch_only(self) -> bool:
        """Whether the statement reaches to the end of its batch whatever it holds."""
        return self.body and self.current[0].text.upper() in ("CREATE", "ALTER")

    def statements(self) -> Iterator[Statement]:
        """GO lines, with their count, become meta tokens first."""
        tokens: list[Token] = []
        for index, token in enumerate(self.tokens):
            if token.kind is Kind.NUMBER and tokens and tokens[-1].kind is Kind.META and tokens[-1].line == token.line:
                continue
            if token.kind is Kind.WORD and token.text.upper() == "GO" and (end := self._end_of_go(index)):
                token = token._replace(kind=Kind.META, text=self.text[token.start : end])
            tokens.append(token)
        self.tokens = tokens
        yield from super().statements()

    def _end_of_go(self, index: int) -> int:
        """The end of a GO line that begins at a token; 0 when it is none."""
        token, following = self.tokens[index], self.tokens[index + 1 : index + 2]
        if not self.begins_line(token):
            return 0
        if following and following[0].kind is Kind.NUMBER and following[0].line == token.line:
            return following[0].end if self.ends_line(following[0]) else 0
        alone = not following or following[0].line > token.line or following[0].kind is Kind.COMMENT
        return token.end if alone else 0

    def starts_another(self, index: int) -> bool:
        token = self.tokens[index]
        if not self.current or self.parentheses > 0 or self.blocks or token.kind is not Kind.WORD:
            return False
        word = token.text.upper()
        starters = self._AFTER_DEFINITION if self._defines_rows() else self._STARTERS
        if word not in starters or not self.begins_line(token) or self.batch_only():
            return False
        first, before = self.current[0].text.upper(), self.current[-1].text.upper()
        if first in self._HOLDERS and not (first == "IF" and before == "END"):
            return False
        if word == "SET":
            return before not in ("DELETE", "UPDATE") and (
                first not in ("ALTER", "DELETE") or self._sets_session(index)
            )
        if word in ("ALTER", "DROP"):
            return self.word_at(index + 1) in ("TABLE", "INDEX", "VIEW", "SEQUENCE")
        if word == "IF":
            return before not in self._OBJECTS
        if before == "ON":  # `SET ANSI_NULLS ON` is whole, `ON DELETE` is not
            return word not in ("UPDATE", "DELETE")
        return before not in ("AS", "FOR", "ALTER", "OR")

    def _sets_session(self, index: int) -> bool:
        """Whether a SET behind ALTER TABLE is a statement: the one that belongs to it has parentheses."""
        following = self.tokens[index + 1 : index + 2]
        return self._defines_rows() and bool(following) and following[0].text != "("

    def _defines_rows(self) -> bool:
        """Whether the statement makes, changes or drops a table or an index: no query is part of it."""
        return self.current[0].text.upper() in ("CREATE", "ALTER", "DROP") and any(
            word in ("TABLE", "INDEX") for word in self.first_words()[1:4]
        )

    def track(self, index: int) -> None:
        token = self.tokens[index]
        if len(self.current) <= 8 and not self.body:
            self.body = self.has_body()
        if token.text == "(":
            self.parentheses += 1
        elif token.text == ")":
            self.parentheses -= 1
        elif self.body and token.kind is Kind.WORD:
            self.track_word(token.text.upper(), index)

    def track_word(self, word: str, index: int) -> None:
        if (word == "BEGIN" and self.word_at(index + 1) not in ("TRAN", "TRANSACTION", "DIALOG", "CONVERSATION")) or (
            word == "CASE" and self.blocks
        ):
            self.blocks += 1
        elif word == "END" and self.blocks and self.word_at(index + 1) != "CONVERSATION":
            self.blocks -= 1

    def ends(self, index: int) -> bool:
        return not self.batch_only() and not self.blocks and self.word_at(index + 1) != "ELSE"

    def line(self, token: Token) -> Iterator[Statement]:
        if self.blocks:
            self.report("the batch ends before the block's END")
        yield from super().line(token)


class OracleSplitter(Splitter):
    _VERBS = frozenset(
        ("CREATE", "ALTER", "DROP", "INSERT", "UPDATE", "DELETE", "MERGE", "SELECT", "WITH", "COMMENT", "GRANT",
         "REVOKE", "RENAME", "TRUNCATE", "BEGIN", "DECLARE", "CALL", "EXPLAIN", "LOCK", "PURGE", "ANALYZE", "AUDIT",
         "NOAUDIT", "ASSOCIATE", "DISASSOCIATE", "FLASHBACK", "SET", "COMMIT", "ROLLBACK", "SAVEPOINT", "ADMINISTER")
    )  # fmt: skip
    _UNITS = ("FUNCTION", "PROCEDURE", "PACKAGE", "TRIGGER", "TYPE", "LIBRARY", "JAVA")
    _PLAIN = ("TABLE", "INDEX", "VIEW", "SEQUENCE", "SYNONYM", "CLUSTER", "USER", "ROLE", "DIRECTORY")
    """What CREATE makes whose names, and columns, may be called like units: `CREATE TABLE a (type …`."""

    def has_body(self) -> bool:
        words = self.first_words()
        if words[:1] in (["BEGIN"], ["DECLARE"]):
            return True
        known = next((w for w in words[1:5] if w in self._UNITS or w in self._PLAIN), "")
        return words[:1] == ["CREATE"] and known in self._UNITS

    _open = 0  # blocks of the unit whose END is to come
    _begun = False

    def track(self, index: int) -> None:
        if len(self.current) <= 8 and not self.body:
            self.body = self.has_body()
        if self.body and self.tokens[index].kind is Kind.WORD:
            self.track_word(self.tokens[index].text.upper(), index)

    def track_word(self, word: str, index: int) -> None:
        if word == "BEGIN" or (word == "CASE" and self.word_at(index - 1) != "END"):
            self._open += 1
            self._begun = True
        elif word == "END" and self.word_at(index + 1) not in ("IF", "LOOP"):
            self._open -= 1

    def finish(self, terminator: Token | None) -> Iterator[Statement]:
        self._open, self._begun = 0, False
        yield from super().finish(terminator)

    def starts_another(self, index: int) -> bool:
        """SQL*Plus takes one line, and no more, for a command that it does not know."""
        if self.current and self.current[0].text.upper() not in self._VERBS and not self.body:
            token = self.tokens[index]
            return token.line > self.current[0].line and token.text.upper() in self._VERBS
        return super().starts_another(index)

    def statements(self) -> Iterator[Statement]:
        """Slash lines become meta tokens first."""
        self._marks: list[int] = []
        for index, token in enumerate(self.tokens):
            if token.text == "/" and self.begins_line(token) and self.ends_line(token):
                self.tokens[index] = token._replace(kind=Kind.META)
                self._marks.append(index)
            elif token.text.upper() == "CREATE" and self.at_margin(token):
                self._marks.append(index)
        yield from super().statements()

    def ends(self, index: int) -> bool:
        """A unit ends at its slash line; without one, where a statement begins behind an END at the margin."""
        if index + 1 >= len(self.tokens) or self._is_collection():
            return True
        following = self.tokens[index + 1]
        if following.kind is Kind.META:
            return False
        words = [t.text.upper() for t in self.current[-2:]]
        first = following.text.upper()
        starts = first in ("CREATE", "ALTER", "COMMENT", "GRANT", "INSERT", "DROP")
        if not starts or not self.at_margin(following) or not ("END" in words or words[-1:] == [")"]):
            return False
        if first == "INSERT" and self._begun and (self._open > 0 or "END" not in words):
            return False  # alone of these, it may stand within a block
        return not self._slash_comes_first(index + 1)

    def _is_collection(self) -> bool:
        """Whether it is `CREATE TYPE … AS VARRAY (…) OF …` or `AS TABLE OF …`, in which there is no semicolon."""
        words = [token.text.upper() for token in self.current[:10]]
        return "TYPE" in words[:4] and any(
            word in ("AS", "IS") and kind in ("VARRAY", "VARYING", "TABLE") for word, kind in pairwise(words)
        )

    def _slash_comes_first(self, index: int) -> bool:
        """Whether a slash line is ahead, and no CREATE at the margin before it: then the unit goes on until there."""
        place = bisect_left(self._marks, index)
        return place < len(self._marks) and self.tokens[self._marks[place]].kind is Kind.META
