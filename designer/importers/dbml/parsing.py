"""From tokens to blocks. What cannot be read is a problem, and reading goes on with the next line or block."""

from __future__ import annotations

from collections.abc import Callable

from designer.importers.dbml.draft import (
    Body,
    CheckLine,
    Column,
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
from designer.importers.dbml.settings import SettingsReader
from designer.importers.dbml.tokens import Token
from designer.importers.dbml.walking import BLOCKS, Unreadable, depth_of
from designer.importers.result import Skipped


class Parser(SettingsReader):
    """Reads one text into a script, which may hold the blocks of earlier texts."""

    def __init__(self, text: str, file: str | None, script: Script) -> None:
        super().__init__(text, file)
        self.script = script
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
                self.next_block(begin)

    def _block(self) -> None:
        word = self.token
        kind = word.value.lower() if word.kind == "word" else ""
        if kind in self._blocks:
            self.step()
            self._blocks[kind]()
        elif kind in BLOCKS:
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
                depth += depth_of(self.token)
                self.step()
                if depth == 0:
                    break
        reason = reasons.get(word.value.lower(), "it says nothing about the schema")
        self.skipped.append(Skipped(word.line, self.written(begin, self.at)[:200], reason, self.file))

    def _project(self) -> None:
        self.script.project = None if self.is_("{") else self.name()

        def line() -> None:
            if self._note_into(self.script, "project_note"):
                return
            key = self.name("a setting")
            self.expect(":")
            self.script.project_settings[key] = self.step().value

        self.lines(line)

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
                self.lines(lambda: body.indexes.append(self._index()))
            elif self.is_word("checks") and self._opens():
                self.step()
                self.lines(lambda: body.checks.append(self._check()))
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
        self.lines(line)

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
            self.bracket("(", ")")
        while self.is_("[") and self._is_array():
            self.bracket("[", "]")
        while self.token.kind == "word" and not self.token.first:  # `timestamp(3) with time zone`
            self.step()
        rest = self.written(tail, self.at)
        quoted_alone = only is not None and len(name) == 1
        return (f"{only}{rest}" if quoted_alone else self.written(begin, self.at)), name, rest

    def _is_array(self) -> bool:
        ahead = self.tokens[self.at + 1]
        closes = ahead if ahead.kind == "sign" else self.tokens[min(self.at + 2, len(self.tokens) - 1)]
        glued = self.tokens[self.at - 1].end == self.token.start
        return closes.value == "]" and glued and ahead.kind in ("sign", "number")

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

        self.lines(line)

    def _ref(self) -> None:
        name = None if self.is_(":", "{") else ".".join(self.qualified("the reference's name"))
        settings = self.settings()
        if self.take(":"):
            self.script.references.append(self._reference(name, settings))
            return
        self.lines(lambda: self.script.references.append(self._reference(name, settings)))

    def _reference(self, name: str | None, outer: list[Setting]) -> Reference:
        token = self.token
        left = self.end()
        sign = self.sign()
        right = self.end()
        return Reference(sign, left, right, token, name, [*outer, *self.settings()], self.file)

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

        self.lines(line)

    def _sticky(self) -> None:
        name = "" if self.is_("{") else self.name("the note's name")
        color = next((setting.text for setting in self.settings() if setting.key in ("color", "headercolor")), None)
        texts: list[str] = []
        self.lines(lambda: texts.append(self.string()))
        self.script.notes.append(StickyNote(name, "\n".join(texts), color))
