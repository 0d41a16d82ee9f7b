"""What people write as Markdown: nothing of it runs, and members' names stand out."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from designer.web.markdown import markdown

_ATTACKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<iframe src=//evil.example>",
    "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\tscript:alert(1))",
    "[a](&#106;avascript:alert(1))", "[a](//evil.example)", "[a](/\\\\evil.example)",
    "[a](data:text/html;base64,PHNjcmlwdD4=)", "[a](vbscript:x)", "<javascript:alert(1)>", "![a](https://evil.example/x.png)",
    "[a]: javascript:alert(1)\n\n[a]", '[a](https://x.example "onmouseover=alert(1)")', "**<b onclick=alert(1)>x</b>**",
    "`</code><script>alert(1)</script>`", "```html\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```', "<!--><script>alert(1)</script>-->",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<style>*{display:none}</style>", "<form action=//evil.example><input>", "| a |\n|---|\n| <script>x</script> |",
    "@edgar<script>alert(1)</script>", "<a href=https://x.example style=position:fixed>", "\x00<scr\x00ipt>x",
)  # fmt: skip
_ELEMENTS = set("p br hr em strong s code pre blockquote ul ol li a h4 h5 h6 table thead tbody tr th td b".split())


class _Seen(HTMLParser):
    """What a browser would make of it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


def seen(text: str) -> _Seen:
    parser = _Seen()
    parser.feed(markdown(text, {"edgar"}))
    return parser


@pytest.mark.parametrize("attack", _ATTACKS)
def test_an_attack_becomes_text(attack: str) -> None:
    found = seen(attack)
    assert found.elements <= _ELEMENTS
    for name, value in found.attributes:
        assert name in ("href", "rel", "class", "start"), name
        assert name != "href" or value.startswith(("http://", "https://", "mailto:", "/%5C")), value


def test_names_in_code_in_addresses_and_of_strangers_are_no_mentions() -> None:
    for text in ("`@edgar`", "mail@edgar", "@edgarx", "@nobody", "```\n@edgar\n```"):
        assert "mention" not in markdown(text, {"edgar"}), text


def test_a_member_is_mentioned_whatever_stands_around_the_name() -> None:
    for text in ("@edgar", "(@Edgar)", "**@edgar**, please", "Ask @edgar.", "- @edgar: look"):
        assert "mention" in markdown(text, {"edgar"}), text
    assert markdown("@jo@example.org.", {"jo@example.org"}).count("@jo@example.org</b>.") == 1


def test_formatting_is_kept() -> None:
    found = seen("# Why\n\n**b** _i_ ~~s~~ `c`\n\n> q\n\n1. one\n\n| a |\n|---|\n| b |")
    assert ("href", "/d/7/") in seen("[the design](/d/7/)").attributes
    assert found.elements >= {"h4", "strong", "em", "s", "code", "blockquote", "ol", "li", "table", "td"}


def test_an_endless_line_is_shown_as_it_is() -> None:
    text = "*a **b " * 3000
    assert markdown(text).count("<") == 2
    assert "<strong>" in markdown("> " * 500 + "**deep**\n\n**b**")


@pytest.mark.parametrize("rows", ["|x\n" * 4000, "x\n" * 6000])
def test_a_table_of_more_cells_than_signs_is_shown_as_it_was_written(rows: str) -> None:
    bomb = ("|a" * 1500 + "|\n" + "|-" * 1500 + "|\n" + rows)[:20_000]
    assert len(markdown(bomb)) < 3 * len(bomb)
    assert "<td>" in markdown("|a|b|\n|-|-|\n" + "|1|2|\n" * 1500)
