"""SQL in colours: whatever the text holds, it is escaped, and nothing of it is lost."""

from __future__ import annotations

import html
import re

import pytest

from designer.web.highlighting import highlight

HOSTILE = [
    "SELECT '<script>alert(1)</script>' -- </pre><img src=x onerror=alert(1)>\n",
    'CREATE TABLE "a""><script>" (x text DEFAULT \'</span>\');',
    "SELECT 'never closed <b>",
    "/* never closed <b>",
    'SELECT "never closed <b>',
    "$$ <i> $$ & $x$<u>",
    "\x01\u202e<\ufeff>",
    "<" * 500,
    "",
]


def text_of(coloured: str) -> str:
    return html.unescape(re.sub(r'<span class="tok-[ksnc]">|</span>', "", coloured))


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "tsql", "oracle"])
@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_is_escaped_and_none_of_it_is_lost(text: str, dialect: str) -> None:
    coloured = highlight(text, dialect)
    assert text_of(coloured) == text
    assert not re.search(r"<(?!span class=\"tok-[ksnc]\">|/span>)", coloured)


def test_names_that_look_like_key_words_stay_plain() -> None:
    assert highlight("type, version, status") == "type, version, status"
    assert "tok-k" not in highlight('"select"')


def test_tokens_get_the_class_of_their_kind() -> None:
    coloured = highlight("ALTER TABLE a ADD b text DEFAULT 'x'; -- why\nselect $1 + 2.5")
    for part in (
        '<span class="tok-k">ALTER</span>',
        '<span class="tok-k">ADD</span>',
        '<span class="tok-s">&#x27;x&#x27;</span>',
        '<span class="tok-c">-- why</span>',
        '<span class="tok-k">select</span>',
        '<span class="tok-n">$1</span>',
        '<span class="tok-n">2.5</span>',
    ):
        assert part in coloured
