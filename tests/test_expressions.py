"""Regular expressions that mean the same in every Python the project runs on."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "designer"
POSSESSIVE_GROUP = re.compile(r"(?<!\\)\)[*+?]\+")
# What may stand between two characters of one text: the end of a literal and the beginning of the next.
BETWEEN = r"""(?>(?:[\s'"]|\\\n|\#[^\n]*|\b[bfru]{1,2}(?=['"]))*)"""
# Where one may be: as it stands, parted, or with a character that is spelled out.
SUSPICIOUS = re.compile(
    rf"\){BETWEEN}[*+?]{BETWEEN}\+|\\(?:x[23]|u00[23]|U000000[23]|N\{{|0?(?:5[1-3]|77))", re.IGNORECASE
)


def possessive_groups(source: str) -> Iterator[str]:
    """The texts of a module, but its docstring, in which a whole group is quantified possessively.

    Python 3.11 up to 3.11.4 leaves such a group, when it fails halfway, at the place where it failed; an atomic group
    around a plain quantifier is the same and right everywhere.
    """
    if not SUSPICIOUS.search(source):  # a hundred times as quick as a tree
        return
    tree = ast.parse(source)
    described = ast.get_docstring(tree, clean=False)
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and value != described and POSSESSIVE_GROUP.search(value):
            yield value


@pytest.mark.parametrize("expression", ["(?:a(?!b))*+", "(a)?+", "(?>(?:a)*)(b)++"])
def test_a_planted_one_is_found(expression: str) -> None:
    assert list(possessive_groups(f"x = {expression!r}")) == [expression]


@pytest.mark.parametrize(
    "source", ["x = '(a)' '*+'", "x = '(a)*'\\\n    '+'", "x = (\n    r'(a)'  # 'one\n    r'*+'\n)", r"x = '(a)\x2a+'"]
)
def test_one_that_is_put_together_of_pieces_is_found(source: str) -> None:
    assert len(list(possessive_groups(source))) == 1


def test_a_docstring_may_speak_of_them() -> None:
    assert list(possessive_groups("'''(a)?+'''\nx = 1")) == []


def test_characters_may_be_taken_possessively() -> None:
    assert list(possessive_groups(r"x = r'[a-z]*+\)?+(?>(?:a)*)'")) == []


def test_no_group_is_quantified_possessively() -> None:
    found = {str(path.relative_to(ROOT)): list(possessive_groups(path.read_text())) for path in ROOT.rglob("*.py")}
    assert len(found) > 1000
    assert {path: texts for path, texts in found.items() if texts} == {}
