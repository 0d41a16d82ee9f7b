"""Which dialect a text is written in, told by words and signs that one writes and another refuses.

Each kind of sign counts at most three times, so that one type used in every table does not outvote the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from designer.importers.signs import DIALECTS, Weights, signs
from designer.sql.lexer import tokenize
from designer.sql.tokens import Kind, Token

_READ = 160_000
_MOST = 3
_MARGIN = 4
"""Dialects whose weight is less than this behind fit as well."""
_SURE = 8
"""A lead by which a text is said to be another dialect's."""
_HEADERS = (
    ("-- mariadb dump", "mariadb"), ("/*m!", "mariadb"), ("-- mysql dump", "m"), ("-- phpmyadmin", "m"),
    ("-- postgresql database dump", "p"),
)  # fmt: skip
_PRODUCTS = {
    "sqlite": "s", "mysql": "m", "mariadb": "m", "postgresql": "p", "postgres": "p", "sqlserver": "t", "mssql": "t",
    "oracle": "o", "pl/sql": "o", "sql server": "t", "t-sql": "t", "pgsql": "p",
}  # fmt: skip
_OF_MARIADB = frozenset("PERSISTENT IGNORED INET6 VERSIONING".split())
_ORDER = "pmsto"
_LABELS = {
    "postgres": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite", "tsql": "SQL Server",
    "oracle": "Oracle",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Guess:
    """A dialect, what speaks for it as a sentence, by how much it is ahead, and what else the text fits as well."""

    dialect: str
    reason: str
    lead: int
    also: tuple[str, ...] = ()

    @property
    def doubt(self) -> str | None:
        """A sentence that names the other dialects that the text fits; None where it is plain."""
        if not self.also:
            return None
        *rest, last = (_LABELS[one] for one in self.also)
        others = f"{', '.join(rest)} and {last}" if rest else last
        return f"it is read as {_LABELS[self.dialect]} and fits {others} as well: {self.reason}"


def guess_dialect(text: str) -> Guess:
    """The dialect that fits best; PostgreSQL, with no lead, where nothing speaks for any."""
    head = text[:_READ]
    lexed = tokenize(head, "mysql" if head.count("`") > 4 else "postgres").tokens
    found = [*_by_header(head), *_by_mention(lexed), *signs(lexed)]
    counted = Counter(shown for shown, _ in found)
    weights = dict(found)
    score = dict.fromkeys(_ORDER, 0)
    for shown, times in counted.items():
        for letter, weight in weights[shown].items():
            score[letter] += weight * min(times, _MOST)
    ranked = sorted(_ORDER, key=lambda letter: (-score[letter], _ORDER.index(letter)))
    best = ranked[0]
    lead = score[best] - score[ranked[1]]
    own = [shown for shown in counted if _is_telling(weights[shown], best)]
    own.sort(key=lambda shown: -weights[shown].get(best, 0))
    near = tuple(DIALECTS[one] for one in ranked[1:] if score[best] - score[one] < _MARGIN and score[one] >= 0)
    also = near if not any(weights[shown].get(best, 0) >= _MARGIN for shown in own) else ()
    name = _flavour(head, lexed) if best == "m" else DIALECTS[best]
    if not own and lead < _MARGIN:
        return Guess(name, "nothing in it belongs to one dialect alone", lead, also)
    if not own:
        fits = [shown for shown in counted if weights[shown].get(best, 0) > 0 > min(weights[shown].values())]
        return Guess(name, f"it has {', '.join(fits[:3])}, which fits {_LABELS[name]} best", lead, also)
    return Guess(name, f"it has {', '.join(own[:3])}, as {_LABELS[name]} writes", lead, also)


def _is_telling(weights: Weights, best: str) -> bool:
    """Whether a sign tells this dialect from others."""
    own = weights.get(best, 0)
    return own > 0 and all(own > weight for letter, weight in weights.items() if letter != best)


def _by_header(head: str) -> Iterator[tuple[str, Weights]]:
    first = head[:4000].lower()
    for mark, letter in _HEADERS:
        if mark in first:
            yield f"«{mark}»", {"m" if letter == "mariadb" else letter: 20}


def _by_mention(tokens: list[Token]) -> Iterator[tuple[str, Weights]]:
    """The product that the comments at the top name first."""
    top = " ".join(token.text for token in tokens[:12] if token.kind is Kind.COMMENT)[:3000].lower()
    named = [(top.index(word), letter) for word, letter in _PRODUCTS.items() if word in top]
    if named:
        letter = min(named)[1]
        yield f"a comment that names {_LABELS[DIALECTS[letter]]}", {letter: 7}


def _flavour(head: str, tokens: list[Token]) -> str:
    """MariaDB where a dump says so, or words of its own stand there."""
    if any(mark in head[:4000].lower() for mark, letter in _HEADERS if letter == "mariadb"):
        return "mariadb"
    own = sum(token.kind is Kind.WORD and token.text.upper() in _OF_MARIADB for token in tokens)
    return "mariadb" if own >= _MOST else "mysql"


def better_fit(text: str, read_as: str) -> str | None:
    """A sentence that names the dialect a text fits better than the one it was read as; None if there is none."""
    found = guess_dialect(text)
    family = {"mysql": "mariadb"}
    if found.lead < _SURE or family.get(found.dialect, found.dialect) == family.get(read_as, read_as):
        return None
    return f"this looks like {_LABELS[found.dialect]}: {found.reason}; read it as that instead of {_LABELS[read_as]}"
