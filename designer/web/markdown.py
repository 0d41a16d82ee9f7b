"""Markdown that people wrote, as HTML that is safe to show to others.

Two gates: the parser makes no HTML of what looks like HTML, and what it made is cleaned against a short list of
elements. Pictures are left out: they would tell other sites who reads.
"""

import re
from collections.abc import Collection
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from designer.exporters.wording import legible
from designer.store.threads import member_name

_MENTION = re.compile(r"(?<![\w@.])@([\w.@+-]+)")
_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "b",
}  # fmt: skip
_HEADINGS = {"h1": "h4", "h2": "h5", "h3": "h6", "h4": "h6", "h5": "h6", "h6": "h6"}
_SCHEMES = ("http://", "https://", "mailto:")
_LONGEST_LINE = 5_000
"""Beyond that a line is shown as it is: nested emphasis takes the parser quadratic time."""
_MOST_CELLS = 8_000
"""Beyond that a text is shown as it is: short rows of a table are filled up, so a page could make 60,000 of them."""


def markdown(text: str, names: Collection[str] = ()) -> SafeString:
    """The text as HTML. names: members' user names in small letters, which are set apart where an @ is before them."""
    shown = legible(text)
    lines = shown.splitlines()
    cells = len(lines) * max((line.count("|") for line in lines), default=0)
    if cells > _MOST_CELLS or any(len(line) > _LONGEST_LINE for line in lines):
        return mark_safe(f"<p>{nh3.clean_text(shown)}</p>")
    return _rendered(shown, frozenset(names) if "@" in shown else frozenset())


@lru_cache(maxsize=500)
def _rendered(text: str, names: frozenset[str]) -> SafeString:
    made = _parser().render(text, {"names": names})
    clean = nh3.clean(
        made,
        tags=_TAGS,
        attributes={"a": {"href"}, "b": {"class"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
        allowed_classes={},
        attribute_filter=_kept,
    )
    return mark_safe(clean)


def _kept(element: str, attribute: str, value: str) -> str | None:
    """Links lead to addresses with a known scheme or to pages of this site; a class marks a mention; no tooltips."""
    if attribute == "href":
        here = value.startswith(("/", "#")) and not value.startswith(("//", "/\\"))
        return value if here or value.startswith(_SCHEMES) else None
    if attribute == "class":
        return value if value == "mention" else None
    return value if attribute == "start" else None


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    parser.disable(["image", "html_block", "html_inline"])
    parser.core.ruler.push("mentions", _mentions)
    parser.core.ruler.push("headings", _lower_headings)
    return parser


def _lower_headings(state: StateCore) -> None:
    """Headings in a text stand under those of the page."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _HEADINGS[token.tag]


def _mentions(state: StateCore) -> None:
    names = state.env.get("names", ())
    if not names:
        return
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = [part for child in token.children for part in _parts(child, names)]


def _parts(token: Token, names: Collection[str]) -> list[Token]:
    """A text taken apart where it names members; other tokens (code among them) as they are."""
    if token.type != "text" or "@" not in token.content:
        return [token]
    parts: list[Token] = []
    end = 0
    for match in _MENTION.finditer(token.content):
        name = member_name(match[1], names)
        if name is None:
            continue
        stop = match.start() + 1 + len(name)
        parts.append(_text(token.content[end : match.start()]))
        opening = Token("mention_open", "b", 1, attrs={"class": "mention"})
        parts += [opening, _text(token.content[match.start() : stop]), Token("mention_close", "b", -1)]
        end = stop
    return [*parts, _text(token.content[end:])]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
