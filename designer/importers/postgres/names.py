"""Names as the readers of this package need them: made up as the server does, and spelled as SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from designer.sql.default_names import choose_name, distinct_parts, join_columns, object_name
from designer.sql.identifiers import quote_name

__all__ = ["choose", "column_part", "distinct_columns", "object_name", "spelled"]


class _Taken:
    """A test for names, in the shape of a container."""

    def __init__(self, test: Callable[[str], bool]) -> None:
        self._test = test

    def __contains__(self, name: object) -> bool:
        return self._test(str(name))


def choose(first: str, second: str | None, label: str, taken: Callable[[str], bool]) -> str:
    """The first of `first_second_label`, `…label1`, `…label2`, … that is not taken."""
    return choose_name(first, second, label, _Taken(taken))


def column_part(names: Iterable[str]) -> str:
    """The columns' part of a made-up name."""
    return join_columns(list(names))


def distinct_columns(names: Iterable[str]) -> tuple[str, ...]:
    """An index's column names as the server numbers them where one occurs twice: a, a1, a2."""
    return distinct_parts(list(names))


def spelled(parts: Iterable[str]) -> str:
    """A qualified name as SQL."""
    return quote_name(*parts, dialect="postgres")
