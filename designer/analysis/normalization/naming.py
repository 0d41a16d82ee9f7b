"""Names for the relations of a decomposition, from the words of what identifies their rows."""

from collections.abc import Iterable

from designer.schema.words import words

_KEY_WORDS = frozenset({"id", "code", "no", "number", "key", "uuid", "ref", "nr", "num"})


def named_after(key: Iterable[str]) -> str:
    """`product_code` names `products`; a key of several attributes names them all. Empty where there are no words."""
    stems = [[word for word in words(name) if word not in _KEY_WORDS] or list(words(name)) for name in key]
    joined = "_".join(dict.fromkeys(word for one in stems for word in one))
    return plural(joined) if joined else ""


def plural(stem: str) -> str:
    """An English plural, for names of tables."""
    if stem.endswith("s"):
        return stem
    if stem.endswith(("ch", "sh", "x", "z")):
        return f"{stem}es"
    return f"{stem[:-1]}ies" if stem.endswith("y") and stem[-2:-1] not in "aeiou" else f"{stem}s"


def are_letters(names: Iterable[str]) -> bool:
    """Whether the attributes are called A, B, X1: names of which no table's name can be made."""
    return all(len(name.rstrip("0123456789_")) <= 1 for name in names)
