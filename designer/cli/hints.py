"""`-- was: old_name`: what a design read from text says about where its names come from."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from designer.cli.errors import BadInput
from designer.importers import Imported
from designer.schema.align import with_ids
from designer.schema.naming import label, make_id
from designer.schema.schema import Located, Schema
from designer.sql.identifiers import read_string
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_MARK = "was:"
_QUOTED = re.compile(r'"[^"]+"|`[^`]+`')
_WORDS = {"entity": "table", "attribute": "column", "enum_value": "value", "relationship": "foreign key"}
_NO_NAMES = ("opaque", "primary_key", "access_pattern", "invariant")


def hinted(new: Imported, old: Schema, path: str) -> Schema:
    """The new design with the ids of what it says it was.

    A hint stands on the line on which a table, column, constraint, index, type, value of an enum or sequence begins.
    One that was followed already (the old design has the new name) is none any more. BadInput for one that leads
    nowhere.
    """
    tokens = _tokens(path)
    hints = dict(_hints(tokens))
    if not hints:
        return new.schema
    reader = _Reader(new, old, path, tokens)
    chosen = [(reader.beside(line, name), line, name) for line, name in hints.items()]
    chosen.sort(key=lambda one: one[0].owner != "")  # tables and types first: what they hold is looked for inside
    for located, line, name in chosen:
        reader.follow(located, line, name)
    return renamed(new.schema, old, reader.renamed)


def renamed(schema: Schema, old: Schema, pairs: Mapping[str, str]) -> Schema:
    """The design with the ids of the old one's objects: `pairs` names ids here and there of what has another name."""
    known = dict(pairs)
    for one, other in pairs.items():
        known = dict(_inside(schema, one, old, other, known)) | known
    return with_ids(schema, known | dict(_displaced(schema, old, known)))


def _inside(schema: Schema, one: str, old: Schema, other: str, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What a renamed table holds under names that it held before: their ids follow the table's name."""
    held = {_called(schema, each): key for key, each in schema.located.items() if each.owner == one}
    before = {_called(old, each): key for key, each in old.located.items() if each.owner == other}
    for name, key in held.items():
        if name in before and key not in known and before[name] not in known.values():
            yield key, before[name]


def _called(schema: Schema, located: Located) -> tuple[str, str]:
    if located.kind.single:  # a table has one primary key, whatever it is called
        return located.kind.name, ""
    return located.kind.name, label(located.kind, located.value, lambda key: _name_of(schema, key))


def _name_of(schema: Schema, key: str) -> str:
    return str(getattr(schema.located[key].value, "name", key)) if key in schema.located else key


def _displaced(schema: Schema, old: Schema, renamed: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What took the name that something else had: ids are made from names, and this one is the other's now."""
    left = {key for key in renamed.values() if key in schema.located and key not in renamed}
    left |= {key for key, each in schema.located.items() if each.owner in left and key in old.located}
    given = {*schema.located, *renamed.values()}
    for key in sorted(left - set(renamed)):
        fresh = make_id(schema.located[key].kind.name, f"{key} anew", given.__contains__)
        given.add(fresh)
        yield key, fresh


def _tokens(path: str) -> list[Token]:
    if path == "-" or not path.endswith(".sql"):
        return []
    return tokenize(Path(path).read_text(encoding="utf-8", errors="replace"), "postgres").tokens


def _hints(tokens: list[Token]) -> Iterator[tuple[int, str]]:
    """Line and old name of each; what stands before the name's last point is passed over."""
    for token in tokens:
        mark, _, text = token.text.removeprefix("--").strip().partition(" ")
        if token.kind is not Kind.COMMENT or not token.text.startswith("--") or mark != _MARK or not text.strip():
            continue
        quoted = _QUOTED.findall(text)
        if quoted:
            yield token.line, quoted[-1].strip('"`')
        elif len(text.split()) == 1:
            yield token.line, text.strip().rpartition(".")[2]


class _Reader:
    """Hints of one text, each for the object beside it."""

    def __init__(self, new: Imported, old: Schema, path: str, tokens: list[Token]) -> None:
        self.schema, self.old, self.path = new.schema, old, path
        self.renamed: dict[str, str] = {}
        self.by_line: dict[int, list[Located]] = {}
        for object_id, line in new.lines.items():
            if object_id in self.schema.located and self.schema.located[object_id].kind.name not in _NO_NAMES:
                self.by_line.setdefault(line, []).append(self.schema.located[object_id])
        self.strings = {token.line: token for token in tokens if token.kind is Kind.STRING}

    def beside(self, line: int, name: str) -> Located:
        """What the hint is about: what holds the others on its line, else its last column, else the last thing."""
        found = self.by_line.get(line) or list(self._values(line))
        if not found:
            raise BadInput(f"{self.path}:{line}: `-- was: {name}` stands beside nothing that has a name")
        outer = [one for one in found if one.kind.owner == "design" and one.kind.name != "relationship"]
        columns = [one for one in found if one.kind.name == "attribute"]  # with constraints of their own behind them
        return (outer or columns or found)[-1]

    def _values(self, line: int) -> Iterator[Located]:
        """The value of an enum that is the last string of a line."""
        token = self.strings.get(line)
        begun = [at for at in self.by_line if at < line]
        if token is None or not begun:
            return
        for enum in self.by_line[max(begun)]:
            for value in enum.value.values if enum.kind.name == "enum" else ():
                if value.value == read_string(token.text, "postgres"):
                    yield self.schema.located[value.id]

    def follow(self, located: Located, line: int, name: str) -> None:
        """Gives the object the id of the old one, unless the old design knows it by its new name."""
        siblings = self._siblings(located)
        label = located.kind.label or "name"
        found = next((one for one in siblings if getattr(one, label) == name), None)
        if found is not None:
            self.renamed[located.value.id] = found.id
        elif not any(getattr(one, label) == getattr(located.value, label) for one in siblings):
            word = _WORDS.get(located.kind.name, located.kind.name.replace("_", " "))
            raise BadInput(f"{self.path}:{line}: `-- was: {name}`: the old design has no such {word} there")

    def _siblings(self, located: Located) -> list[Any]:
        """What the old design has in the same place: in the same schema, table or type."""
        kind, value = located.kind, located.value
        if kind.name == "relationship":
            child = self._counterpart(value.child)
            return [one for one in self.old.relationships if child is not None and one.child == child.id]
        if located.owner:
            owner = self._counterpart(located.owner)
            return list(getattr(owner, kind.field, ()))
        namespace = self.schema.namespace(getattr(value, "schema", None))
        return [one for one in getattr(self.old, kind.field) if self.old.namespace(one.schema) == namespace]

    def _counterpart(self, owner: str) -> Any:
        """The old table or type behind a new one: by a hint, else by name."""
        if owner in self.renamed:
            return self.old.get(self.renamed[owner])
        located = self.schema.located[owner]
        named = self.schema.qualified(located.value)
        candidates = getattr(self.old, located.kind.field)
        return next((one for one in candidates if self.old.qualified(one) == named), None)
