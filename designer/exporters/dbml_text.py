"""DBML's lexical rules: names, notes, types and expressions as text that its parser reads back unchanged."""

import re

from designer.exporters.wording import legible, printable

_PLAIN_TYPE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\(\d+(, ?\d+)?\))?(\[\])*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_STRING = re.compile(r"'((?:[^'\\]|'')*)'")
_WORDS = ("true", "false", "null")


def identifier(text: str) -> str:
    """In double quotes, where DBML knows no way to write a double quote: that becomes ”."""
    return '"' + printable(text).replace("\\", "＼").replace('"', "”") + '"'


def note(text: str) -> str:
    """A string in single quotes, or in three where it has several lines."""
    shown = legible(text).replace("\\", "\\\\").replace("'", "\\'")
    return f"'''{shown}'''" if "\n" in shown else f"'{shown}'"


def type_name(text: str) -> str:
    """The type as written, in quotes unless it is one word with numbers behind it."""
    return text if _PLAIN_TYPE.fullmatch(text) else identifier(text)


def expression(text: str) -> str:
    """A default: numbers, strings and words as such, everything else between backticks."""
    if _NUMBER.fullmatch(text) or text.lower() in _WORDS:
        return text.lower()
    string = _STRING.fullmatch(text)
    if string:
        return note(string[1].replace("''", "'"))
    return computed(text)


def computed(text: str) -> str:
    """Between backticks, whatever it is: as a key of an index, a bare word would be read as a column's name."""
    return "`" + printable(text).replace("`", "\\`") + "`"
