"""What a team may set of its names: which entries there are, and which values each may have."""

from collections.abc import Mapping
from types import MappingProxyType

from designer.analysis.naming_styles import CASES, NUMBERS

SPELLINGS: Mapping[str, str] = MappingProxyType({"full": "in full: customer", "short": "in short: cust"})
"""The ways to write a word that has a usual short form."""
NAMING_FIELDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {"case": CASES, "column_case": CASES, "number": NUMBERS, "spelling": SPELLINGS}
)
"""What can be chosen of names, and what each of its values is called."""
MARKERS: Mapping[str, str] = MappingProxyType(
    {
        "primary_key": "primary key",
        "unique": "unique constraint",
        "unique_index": "unique index",
        "index": "index",
        "foreign_key": "foreign key",
        "check": "check constraint",
    }
)
"""Kinds of which a team can set how their names begin or end."""
PLURALS: Mapping[str, str] = MappingProxyType(
    {name: f"{kind}es" if kind.endswith("x") else f"{kind}s" for name, kind in MARKERS.items()}
)
NAMING_TEXTS = ("prefix", *MARKERS)
"""What is written: how table names begin, and how those of constraints and indexes begin (`idx_`) or end (`_idx`)."""
LONGEST_PREFIX = 30
LEARNED = "Learned from each design"


def why_not(name: str, value: object) -> str:
    """Why an entry cannot have a value, as a sentence; empty where it can. An empty value leaves it to be learned."""
    if value == "":
        return ""
    if name in NAMING_FIELDS:
        known = NAMING_FIELDS[name]
        listed = f"The naming convention {name} must be one of {', '.join(known)}, or empty to learn it."
        return "" if isinstance(value, str) and value in known else listed
    if name == "prefix":
        good = isinstance(value, str) and len(value) <= LONGEST_PREFIX and _is_plain(value) and not value[0].isdigit()
        return "" if good else "The prefix of table names must be letters, digits and underscores, as app_."
    good = isinstance(value, str) and len(value) <= LONGEST_PREFIX and _is_plain(value.strip("_"))
    if good and str(value).endswith("_") != str(value).startswith("_"):
        return ""
    return f"Names of {PLURALS[name]} must have a beginning as ix_, or an end as _ix."


def _is_plain(text: str) -> bool:
    return text.replace("_", "").isalnum() and text.isascii()


def fits(name: str, marker: str) -> bool:
    """Whether a name begins or ends with the marker, capitals or not."""
    low, sought = name.lower(), marker.lower()
    return low.startswith(sought) if sought.endswith("_") else low.endswith(sought)


def shown(marker: str) -> str:
    """`idx_…`, `…_idx`."""
    return f"{marker}…" if marker.endswith("_") else f"…{marker}"
