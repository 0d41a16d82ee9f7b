"""From tokens to blocks. What cannot be read is a problem, and reading goes on with the next line or block."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.dbml.draft import (
    Body,
    CheckLine,
    Column,
    End,
    EnumBlock,
    GroupBlock,
    IndexLine,
    Name,
    Reference,
    Script,
    Setting,
    StickyNote,
    Table,
)
from designer.importers.dbml.tokens import Token, tokenize
from designer.importers.result import Problem, Skipped

_BLOCKS = ("project", "table", "enum", "ref", "tablegroup", "tablepartial", "note", "records", "diagramview", "dep",
           "metadata", "use", "reuse")  # fmt: skip
_SIGNS = ("<>", ">", "<", "-")
_NAMES = ("word", "name", "number")


class Unreadable(Exception):
    """What stands at `token` is not what the language has there."""

    def __init__(self, message: str, token: Token) -> None:
        super().__init__(message)
        self.message, self.token = message, token


class Parser:
    """Reads one text into a script, which may hold the blocks of earlier texts."""

    def __init__(self, text: str, file: str | None, script: Script) -> None:
        self.text, self.file, self.script = text, file, script
        self.tokens, mistakes = tokenize(text)
        self.at = 0
        self.problems = [Problem(*mistake, file) for mistake in mistakes]
        self.skipped: list[Skipped] = []
        self._blocks: dict[str, Callable[[], None]] = {
            "project": self._project, "table": self._table, "enum": self._enum, "ref": self._ref,
            "tablegroup": self._group, "tablepartial": self._partial, "note": self._sticky,
        }  # fmt: skip

    def run(self) -> None:
        """Every block of the text."""
        while self.token.kind != "end":
            self.script.blocks += 1
            begin = self.at
            try:
                self._block()
            except Unreadable as error:
                self.problem(error)
                self._next_block(begin)

    # Steps

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def is_(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.value in signs

    def is_word(self, *words: str) -> bool:
        return self.token.kind == "word" and self.token.value.lower() in words

    def step(self) -> Token:
        token = self.token
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def take(self, sign: str) -> bool:
        found = self.is_(sign)
        if found:
            self.step()
        return found

    def expect(self, sign: str) -> Token:
        if not self.is_(sign):
            raise self.unexpected(f"{sign!r}")
        return self.step()

    def unexpected(self, wanted: str) -> Unreadable:
        found = "the end of the text" if self.token.kind == "end" else repr(self._written(self.at, self.at + 1)[:40])
        return Unreadable(f"{wanted} is expected here, not {found}", self.token)

    def problem(self, error: Unreadable) -> None:
        self.problems.append(Problem(error.token.line, error.token.column, error.message, self.file))

    def name(self, wanted: str = "a name") -> str:
        if self.token.kind not in _NAMES:
            raise self.unexpected(wanted)
        return self.step().value

    def qualified(self, wanted: str = "a name") -> Name:
        parts = [self.name(wanted)]
        while self.is_("."):
            self.step()
            parts.append(self.name())
        return tuple(parts)

    def string(self) -> str:
        if self.token.kind != "string":
            raise self.unexpected("a text in quotes")
        return self.step().value

    def _written(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end] if last > first else ""

    # Recovery

    def _next_block(self, begin: int) -> None:
        """To the next line that begins like a block; one that opened braces ends with them."""
        depth = 0
        self.at = max(self.at, begin + 1)
        for index in range(begin, self.at):
            depth += _depth(self.tokens[index])
        while self.token.kind != "end":
            if depth <= 0 and self.token.first and self._begins_block():
                return
            if self.token.first and self.token.column == 1 and self._begins_block():
                return  # a block that was never closed
            depth += _depth(self.token)
            self.step()

    def _begins_block(self) -> bool:
        return self.is_word(*_BLOCKS)

    def _lines(self, read: Callable[[], None]) -> None:
        """`{`, then what `read` reads, again and again, until `}`. A bad line is reported and left out."""
        opening = self.expect("{")
        while not self.take("}"):
            if self.token.kind == "end" or (self.token.column == 1 and self.token.first and self._starts_anew()):
                raise Unreadable("this { is never closed", opening)
            begin = self.at
            try:
                read()
            except Unreadable as error:
                self.problem(error)
                self._next_line(begin)

    def _starts_anew(self) -> bool:
        """A block begins in the first column inside a block: the } before it is missing."""
        if not self.is_word("table", "enum", "project", "tablegroup", "tablepartial", "ref"):
            return False
        line, index = self.token.line, self.at + 1
        while self.tokens[index].kind != "end" and self.tokens[index].line == line:
            if self.tokens[index].kind == "sign" and self.tokens[index].value == "{":
                return True
            index += 1
        return False

    def _next_line(self, begin: int) -> None:
        depth = sum(_depth(token) for token in self.tokens[begin : self.at])
        self.at = max(self.at, begin + (self.tokens[begin].value != "}"))
        while self.token.kind != "end":
            if depth <= 0 and (self.is_("}") or (self.token.first and self.at > begin)):
                return
            if self.token.first and self.token.column == 1 and self._starts_anew():
                return
            depth += _depth(self.token)
            self.step()

    # Blocks

    def _block(self) -> None:
        word = self.token
        kind = word.value.lower() if word.kind == "word" else ""
        if kind in self._blocks:
            self.step()
            self._blocks[kind]()
        elif kind in _BLOCKS:
            self._skip_block(word)
        else:
            raise self.unexpected("Table, Enum, Ref, TableGroup, TablePartial, Project or Note")

    def _skip_block(self, word: Token) -> None:
        reasons = {"records": "rows are no part of a design", "diagramview": "a view of dbdiagram's own"}
        begin = self.at
        self.step()
        while self.token.kind != "end" and not self.is_("{") and not self.token.first:
            self.step()
        if self.is_("{"):
            depth = 0
            while self.token.kind != "end":
                depth += _depth(self.token)
                self.step()
                if depth == 0:
                    break
        reason = reasons.get(word.value.lower(), "it says nothing about the schema")
        self.skipped.append(Skipped(word.line, self._written(begin, self.at)[:200], reason, self.file))

    def _project(self) -> None:
        self.script.project = None if self.is_("{") else self.name()

        def line() -> None:
            if self._note_into(self.script, "project_note"):
                return
            key = self.name("a setting")
            self.expect(":")
            self.script.project_settings[key] = self.step().value

        self._lines(line)

    def _table(self) -> None:
        token = self.token
        name = self.qualified("the table's name")
        alias = None
        if self.is_word("as"):
            self.step()
            alias = self.name("an alias")
        settings = self.settings()
        body = Body(settings=settings)
        self.script.tables.append(Table(name, token, alias, body, self.file))
        self._body(body)

    def _partial(self) -> None:
        name = self.name("the partial's name")
        body = Body(settings=self.settings())
        self.script.partials[name] = body
        self._body(body)

    def _body(self, body: Body) -> None:
        def line() -> None:
            if self.is_word("indexes") and self._opens():
                self.step()
                self._lines(lambda: body.indexes.append(self._index()))
            elif self.is_word("checks") and self._opens():
                self.step()
                self._lines(lambda: body.checks.append(self._check()))
            elif self.is_word("records") and self._opens():
                self._skip_block(self.token)
            elif self.is_("~"):
                self.step()
                token = self.token
                partial = self.name("the name of a partial")
                body.columns.append(partial)
                body.partials.append((partial, token))
            elif not self._note_into(body, "note"):
                body.columns.append(self._column())

        for setting in body.settings:
            if setting.key == "note" and setting.value is not None:
                body.note = setting.value.value
        self._lines(line)

    def _opens(self) -> bool:
        """Whether a `{` follows the word here, past a list of columns perhaps."""
        ahead = self.tokens[self.at + 1]
        return ahead.kind == "sign" and ahead.value == "{"

    def _note_into(self, target: Body | Script | EnumBlock | GroupBlock, field: str) -> bool:
        """`Note: '…'` or `Note { '…' }`; False where a column or member called note stands."""
        if not self.is_word("note"):
            return False
        ahead = self.tokens[self.at + 1]
        if ahead.kind != "sign" or ahead.value not in (":", "{"):
            return False
        self.step()
        if self.step().value == ":":
            setattr(target, field, self.string())
            return True
        setattr(target, field, self.string())
        self.expect("}")
        return True

    def _column(self) -> Column:
        token = self.token
        name = self.name("a column")
        if self.token.first or self.token.kind == "end":
            raise Unreadable(f"column {name} has no type", token)
        written, type_name, rest = self._type()
        return Column(name, written, type_name, rest, token, self.settings())

    def _type(self) -> tuple[str, Name, str]:
        begin = self.at
        only = self.token.value if self.token.kind == "name" else None
        name = self.qualified("the column's type")
        while self.token.kind == "word" and not self.token.first:  # `double precision`, `bigint unsigned`
            name = (*name[:-1], f"{name[-1]} {self.step().value}")
        tail = self.at
        if self.is_("("):
            self._bracket("(", ")")
        while self.is_("[") and self._is_array():
            self._bracket("[", "]")
        while self.token.kind == "word" and not self.token.first:  # `timestamp(3) with time zone`
            self.step()
        rest = self._written(tail, self.at)
        quoted_alone = only is not None and len(name) == 1
        return (f"{only}{rest}" if quoted_alone else self._written(begin, self.at)), name, rest

    def _is_array(self) -> bool:
        ahead = self.tokens[self.at + 1]
        closes = ahead if ahead.kind == "sign" else self.tokens[min(self.at + 2, len(self.tokens) - 1)]
        glued = self.tokens[self.at - 1].end == self.token.start
        return closes.value == "]" and glued and ahead.kind in ("sign", "number")

    def _bracket(self, opening: str, closing: str) -> None:
        start, depth = self.token, 0
        while True:
            if self.token.kind == "end" or (self.is_("{", "}") and depth):
                raise Unreadable(f"this {opening} is never closed", start)
            depth += {opening: 1, closing: -1}.get(self.token.value, 0) if self.token.kind == "sign" else 0
            self.step()
            if depth == 0:
                return

    def _index(self) -> IndexLine:
        token = self.token
        parts: list[tuple[bool, str]] = []
        if self.take("("):
            parts.append(self._index_part())
            while self.take(","):
                parts.append(self._index_part())
            self.expect(")")
        else:
            parts.append(self._index_part())
        return IndexLine(parts, self.settings(), token)

    def _index_part(self) -> tuple[bool, str]:
        if self.token.kind == "expression":
            return True, self.step().value
        return False, self.name("a column or an expression in backticks")

    def _check(self) -> CheckLine:
        token = self.token
        if token.kind != "expression":
            raise self.unexpected("an expression in backticks")
        return CheckLine(self.step().value, self.settings(), token)

    def _enum(self) -> None:
        token = self.token
        found = EnumBlock(self.qualified("the enum's name"), token, [], self.file)
        self.script.enums.append(found)

        def line() -> None:
            if self._note_into(found, "note"):
                return
            value_token = self.token
            value = self.name("a value")
            note = next((s.value.value for s in self.settings() if s.key == "note" and s.value), None)
            found.values.append((value, note, value_token))

        self._lines(line)

    def _ref(self) -> None:
        name = None if self.is_(":", "{") else ".".join(self.qualified("the reference's name"))
        settings = self.settings()
        if self.take(":"):
            self.script.references.append(self._reference(name, settings))
            return
        self._lines(lambda: self.script.references.append(self._reference(name, settings)))

    def _reference(self, name: str | None, outer: list[Setting]) -> Reference:
        token = self.token
        left = self._end()
        sign = self._sign()
        right = self._end()
        return Reference(sign, left, right, token, name, [*outer, *self.settings()], self.file)

    def _sign(self) -> str:
        self.take("?")
        if not self.is_(*_SIGNS):
            raise self.unexpected("one of > < - <>")
        sign = self.step().value
        self.take("?")
        return sign

    def _end(self) -> End:
        token = self.token
        parts = [self.name("a table and a column")]
        while self.take("."):
            if self.take("("):
                columns = [self.name("a column")]
                while self.take(","):
                    columns.append(self.name("a column"))
                self.expect(")")
                return End(tuple(parts), tuple(columns), token)
            parts.append(self.name("a column"))
        if len(parts) < 2:
            raise self.unexpected("a column, as in table.column,")
        return End(tuple(parts[:-1]), (parts[-1],), token)

    def _group(self) -> None:
        token = self.token
        found = GroupBlock(self.name("the group's name"), token, [], file=self.file)
        for setting in self.settings():
            if setting.key == "color":
                found.color = setting.text
            elif setting.key == "note" and setting.value is not None:
                found.note = setting.value.value
        self.script.groups.append(found)

        def line() -> None:
            if not self._note_into(found, "note"):
                member = self.token
                found.members.append((self.qualified("a table"), member))

        self._lines(line)

    def _sticky(self) -> None:
        name = "" if self.is_("{") else self.name("the note's name")
        color = next((setting.text for setting in self.settings() if setting.key in ("color", "headercolor")), None)
        texts: list[str] = []
        self._lines(lambda: texts.append(self.string()))
        self.script.notes.append(StickyNote(name, "\n".join(texts), color))

    # Settings

    def settings(self) -> list[Setting]:
        """`[key, key: value, …]`, or nothing. A mistake among them is reported, and loses what stands behind it."""
        found: list[Setting] = []
        begin = self.at
        if not self.take("["):
            return found
        try:
            while not self.take("]"):
                if self.token.kind == "end" or self.is_("{", "}"):
                    raise Unreadable("this [ is never closed", self.tokens[begin])
                found.append(self._setting())
                if not self.is_("]"):
                    self.expect(",")
        except Unreadable as error:
            self.problem(error)
            self._past_settings(begin)
        return found

    def _past_settings(self, begin: int) -> None:
        """Behind the bracket that closes them; where none does, to the next line."""
        index = begin
        while self.tokens[index].value not in ("]", "{", "}", "[") or index == begin:
            if self.tokens[index].kind == "end":
                break
            index += 1
        if self.tokens[index].value == "]":
            self.at = index + 1
            return
        self.at = begin + 1
        while not (self.token.first or self.is_("{", "}") or self.token.kind == "end"):
            self.step()

    def _setting(self) -> Setting:
        token = self.token
        words = [self.name("a setting").lower()]
        while self.token.kind == "word" and not self.token.first:
            words.append(self.step().value.lower())
        key = " ".join(words)
        if not self.take(":"):
            return Setting(key, None, "", token)
        token = self.token
        if key == "ref":
            sign = self._sign()
            right = self._end()
            here = End((), (), token)
            return Setting(key, None, "", token, Reference(sign, here, right, token, file=self.file))
        begin = self.at
        while self.token.kind != "end" and not self.is_(",", "]", "{", "}"):
            if self.at > begin and self.token.first:
                break
            if self.is_("("):
                self._bracket("(", ")")
            else:
                self.step()
        if self.at == begin:
            raise self.unexpected(f"a value for {key}")
        return Setting(key, self.tokens[begin], self._written(begin, self.at), token)


def _depth(token: Token) -> int:
    if token.kind != "sign":
        return 0
    return {"{": 1, "}": -1}.get(token.value, 0)
