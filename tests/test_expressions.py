"""Regular expressions that mean the same in every Python the project runs on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "designer"
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)[*+?]\+")


def possessive_groups(source: str) -> Iterator[str]:
    """The texts of a module, but its docstring, in which a whole group is quantified possessively.

    Python 3.11 up to 3.11.4 leaves such a group, when it fails halfway, at the place where it failed; an atomic group
    around a plain quantifier is the same and right everywhere.
    """
    tree = ast.parse(source)
    described = ast.get_docstring(tree, clean=False)
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and value != described and POSSESSIVE_GROUP.search(value):
            yield value


@pytest.mark.parametrize("expression", ["(?:a(?!b))*+", "(a)?+", "(?>(?:a)*)(b)++"])
def test_a_planted_one_is_found(expression: str) -> None:
    assert list(possessive_groups(f"x = {expression!r}")) == [expression]


def test_a_docstring_may_speak_of_them() -> None:
    assert list(possessive_groups("'''(a)?+'''\nx = 1")) == []


def test_characters_may_be_taken_possessively() -> None:
    assert list(possessive_groups(r"x = r'[a-z]*+\)?+(?>(?:a)*)'")) == []


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_group_is_quantified_possessively(path: Path) -> None:
    assert list(possessive_groups(path.read_text())) == []
