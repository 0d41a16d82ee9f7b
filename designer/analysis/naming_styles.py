"""Which of several styles the names of a design follow, and which names follow another."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from designer.schema.words import singular, words

CASES: Mapping[str, str] = MappingProxyType(
    {"snake": "snake_case", "camel": "camelCase", "pascal": "PascalCase", "upper": "UPPER_CASE"}
)
"""The ways to join words that a convention can set, and what each is called."""
NUMBERS: Mapping[str, str] = MappingProxyType({"plural": "plural", "singular": "singular"})
"""The same of a table's name."""
_LONGEST_ACRONYM = 4
"""Letters: `Id`, `URL` and `IBAN` all stand in PascalCase, where nobody can tell an acronym from a word."""
_NEITHER = frozenset(
    "data metadata info information content media news series species status history config configuration settings "
    "preferences statistics stats analytics metrics details progress feedback storage inventory staff software "
    "hardware defaults trans pos "
    "equipment traffic usage access evidence advice knowledge stock mail log audit archive backup cache queue schema "
    "options permissions rights credentials migrations migration version state index summary meta extra all us sms gps "
    "sales goods parts basis rss https dns aws tax vas sys has was is".split()
)
"""Words whose number says nothing about a table's style."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """Names off the style that most names follow. usual, other: what the styles are called."""

    usual: str
    usual_count: int
    deviating: tuple[tuple[str, str], ...]
    """(name, its style)."""


@dataclass(frozen=True, slots=True)
class Styled:
    """Names that show a style, and how many show which."""

    names: tuple[tuple[str, str], ...]
    """(name, its style)."""
    counts: tuple[tuple[str, int], ...]
    """(style, how many), style by style in the order of what they are called."""


def styled(names: Iterable[tuple[str, str | None]]) -> Styled:
    """Those of the names, each with its style, that show one."""
    telling = tuple([(name, style) for name, style in names if style])
    counts: dict[str, int] = {}
    for _, style in telling:
        counts[style] = counts.get(style, 0) + 1
    return Styled(telling, tuple(sorted(counts.items())))


def deviation(groups: Sequence[Styled], share: float, least: int) -> Deviation | None:
    """The names that leave the common style; None where there is no clear one, or no name leaves it.

    groups: the names, in as many parts as one likes; share: how large a part of all may deviate; least: how many names
    it takes to show a style.
    """
    counts: Counter[str] = Counter()
    for alike, times in Counter([group.counts for group in groups]).items():
        for style, number in alike:
            counts[style] += number * times
    total = sum(counts.values())
    if total < least or len(counts) < 2:
        return None
    often = max(counts.values())
    usual = min(style for style, number in counts.items() if number == often)
    if total - often > share * total:
        return None
    return Deviation(usual, often, _off(groups, usual))


def deviation_from(groups: Sequence[Styled], style: str) -> Deviation | None:
    """The names that leave a style which is set, however many follow it; None where no name leaves it."""
    off = _off(groups, style)
    return Deviation(style, sum(dict(group.counts).get(style, 0) for group in groups), off) if off else None


def _off(groups: Sequence[Styled], usual: str) -> tuple[tuple[str, str], ...]:
    leaving = {counts for counts in {group.counts for group in groups} if any(style != usual for style, _ in counts)}
    members = (one for group in groups if group.counts in leaving for one in group.names)
    return tuple((name, style) for name, style in members if style != usual)


@lru_cache(maxsize=65536)
def case_of(name: str) -> str | None:
    """How the words of a name are joined: snake_case, camelCase, PascalCase or UPPER_CASE; None for one word."""
    if not name.isascii() or len([word for word in words(name) if not word.isdigit()]) < 2 or " " in name:
        return None
    if name == name.lower():
        return "snake_case" if "_" in name.strip("_") else None
    if name == name.upper():
        return "UPPER_CASE"
    if "_" in name.strip("_"):
        return "words_Of_both_kinds"
    return "PascalCase" if name[0].isupper() else "camelCase"


@lru_cache(maxsize=65536)
def follows(name: str, case: str) -> bool:
    """Whether a name, of one word too, is written as one of CASES says."""
    if not _is_plain(name):
        return False
    if case == "snake":
        return name == name.lower()
    if case == "upper":
        return name == name.upper()
    begins_large = _first_letter(name).isupper()
    if "_" in name.strip("_") or begins_large != (case == "pascal"):
        return False
    return case == "camel" or name != name.upper() or sum(map(str.isalpha, name)) <= _LONGEST_ACRONYM


def case_under(name: str, case: str) -> str | None:
    """How a name is written where one of CASES is set; None where nothing in it has a case.

    What is not as it is set has another style than the one that is called so, a single word too.
    """
    if name.lower() == name.upper():
        return None
    if follows(name, case):
        return CASES[case]
    if not _is_plain(name):
        return "with other signs"
    if name == name.lower():
        return "snake_case" if "_" in name.strip("_") else "lower case"
    if name == name.upper():
        return "UPPER_CASE"
    if "_" in name.strip("_"):
        return "words_Of_both_kinds"
    return "PascalCase" if _first_letter(name).isupper() else "camelCase"


def _is_plain(name: str) -> bool:
    return all(sign.isalnum() or sign in "_$" for sign in name)


def _first_letter(name: str) -> str:
    return next((sign for sign in name if sign.lower() != sign.upper()), "")


@lru_cache(maxsize=65536)
def number_of(name: str) -> str | None:
    """Whether a table's name is in the plural or the singular; None where its last word does not show it."""
    parts = [word for word in words(name) if not word.isdigit()]
    if not parts or _is_too_short(parts[-1]) or parts[-1] in _NEITHER or singular(parts[-1]) in _NEITHER:
        return None
    if singular(parts[-1]) != parts[-1]:
        return "plural"
    # Words on s that the rules leave alone, participles and the like show nothing.
    return None if parts[-1].endswith(("s", "ed", "ing", "ware", "ment")) else "singular"


def _is_too_short(word: str) -> bool:
    """Whether a word may well be an abbreviation: `crm`, `bus`; `tag` and `job` are words."""
    return len(word) < 3 or (len(word) == 3 and (word.endswith("s") or not set("aeiou") & set(word)))


def common_prefix(names: Iterable[str], share: float = 0.8, least: int = 3) -> str | None:
    """The first word of nearly all of the names, as `app` of app_users; None where they share none."""
    first = [parts[0] if len(parts) > 1 else "" for parts in map(words, names)]
    if len(first) < least:
        return None
    word, number = Counter(first).most_common(1)[0]
    return word if word and number >= share * len(first) else None


def shown(names: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Rows of evidence: at most thirty."""
    return list(names)[:30]
