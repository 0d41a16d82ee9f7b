"""Which of a table's times says when a row came to be."""

from collections.abc import Iterable

from designer.schema.model import Attribute
from designer.schema.words import words

_ARRIVALS = frozenset(
    "created inserted occurred recorded logged received ingested happened emitted event sent posted placed "
    "added".split()
)
_CHANGES = frozenset("updated modified deleted changed expires expired ended finished end due birth".split())


def arrival(times: Iterable[tuple[Attribute, str | None]]) -> Attribute | None:
    """The column that says when a row came to be, or None where none surely does. times: the table's required times,
    in its order, each with its family.

    A name such as `created_at` says so, or a default; else the only one there is, if it has a time of day.
    """
    lasting = [(one, family) for one, family in times if not _CHANGES & set(words(one.name))]
    arrivals = [one for one, _ in lasting if _ARRIVALS & set(words(one.name))]
    stamped = [one for one, _ in lasting if one.default is not None]
    if arrivals or stamped:
        return (arrivals or stamped)[0]
    return lasting[0][0] if len(lasting) == 1 and lasting[0][1] == "timestamp" else None
