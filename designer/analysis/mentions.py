"""Which access patterns an edit leaves meaning what they meant: those that speak of nothing it has touched."""

import re
from collections.abc import Callable, Iterable, Mapping

from designer.analysis.workload import ParsedPattern
from designer.schema.model import AccessPattern

_WORD = re.compile(r"\w+")
_QUOTES = frozenset('"`]')

Said = tuple[frozenset[str], str]
"""All that may be a name in a pattern's statements, or a part of one, and these; in lower case."""


def words_in(parsed: ParsedPattern) -> Said:
    """What a pattern's statements say."""
    text = "\n".join(parsed.pattern.statements).lower()
    return frozenset(_WORD.findall(text)), text


def meant_alike(
    patterns: Iterable[ParsedPattern],
    same: frozenset[str],
    names: frozenset[str],
    said: Callable[[ParsedPattern], Said],
) -> Mapping[AccessPattern, ParsedPattern]:
    """Those parsed patterns that mean the same after an edit: they mention no table that has come, gone or changed its
    name, and those they touch are as they were.

    same: the ids of the tables that are what they were; names: see `differences.renamed`; said: `words_in`, or what
    remembers it.
    """
    plain = frozenset(name for name in names if _WORD.fullmatch(name))
    odd = names - plain
    return {
        one.pattern: one
        for one in patterns
        if one.entities <= same and not (names and _may_mention(one, plain, odd, said))
    }


def _may_mention(
    parsed: ParsedPattern, plain: frozenset[str], odd: frozenset[str], said: Callable[[ParsedPattern], Said]
) -> bool:
    """Whether a statement may speak of a table of one of these names, in lower case; in doubt it may."""
    if any(statement.unknown for statement in parsed.statements):
        return True  # the table that may have been meant is told with what is unknown
    words, text = said(parsed)
    if "u&" in text:
        return True
    return not plain.isdisjoint(words) or any(not _QUOTES.isdisjoint(name) or name in text for name in odd)
