"""How a team writes its names: case, number, prefix, keys and the marks of constraints."""

import random
from dataclasses import dataclass

_CASES = {
    "postgres": ("snake",),
    "mysql": ("snake", "snake", "camel", "pascal"),
    "mariadb": ("snake", "snake", "camel", "pascal"),
    "sqlite": ("snake", "snake", "camel", "pascal"),
    "tsql": ("pascal", "pascal", "snake", "camel"),
    "oracle": ("upper",),
}
_IRREGULAR = {"child": "children", "person": "people", "shelf": "shelves", "series": "series", "staff": "staff"}


@dataclass(frozen=True, slots=True)
class Style:
    """case: snake, camel, pascal or upper; key: `id` or the table's own; prefix: of tables; marks: before or after."""

    case: str = "snake"
    plural: bool = True
    own_key: bool = False
    prefix: str = ""
    marks_first: bool = False
    sequential: bool = True

    def name(self, words: str) -> str:
        """`order line` as orderLine, order_line …"""
        parts = words.replace("-", " ").lower().split()
        match self.case:
            case "snake":
                return "_".join(parts)
            case "upper":
                return "_".join(parts).upper()
            case "pascal":
                return "".join(part.capitalize() for part in parts)
            case _:
                return parts[0] + "".join(part.capitalize() for part in parts[1:])

    def table(self, words: str) -> str:
        """A table's name."""
        *front, last = words.split()
        said = " ".join([*front, plural(last) if self.plural else last])
        return self.name(f"{self.prefix} {said}" if self.prefix else said)

    def key(self, words: str) -> str:
        """The name of a table's own key."""
        return self.name(f"{words} id" if self.own_key else "id")

    def reference(self, words: str, role: str = "") -> str:
        """The name of a column that refers to a table, in a role or by what it is."""
        return self.name(f"{role or words} id")

    def mark(self, kind: str, table: str, *columns: str) -> str:
        """The name of a constraint or index. kind: pk, uq, fk, ck or ix."""
        if self.case == "upper":
            kind = kind.upper()
        middle = "_".join((table, *columns))
        after = {"pk": "pkey", "uq": "key", "fk": "fkey", "ck": "check", "ix": "idx"}.get(kind, kind)
        if self.marks_first or self.case == "upper":
            return f"{kind}_{middle}"
        return f"{middle}_{after}"


def any_style(rng: random.Random, dialect: str) -> Style:
    """A style as teams on this system have them."""
    return Style(
        case=rng.choice(_CASES[dialect]),
        plural=rng.random() < 0.6,
        own_key=rng.random() < 0.35,
        prefix=rng.choice(("", "", "", "", "", "app", "tbl", "t")),
        marks_first=rng.random() < 0.5,
        sequential=rng.random() < 0.85 or dialect not in ("postgres", "tsql"),
    )


def plural(word: str) -> str:
    """More than one of it."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("sis"):
        return word[:-2] + "es"
    if word.endswith(("s", "x", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
