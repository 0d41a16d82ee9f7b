"""A few awkward values for a column of MySQL, MariaDB or SQLite: ties, edges, texts that only case tells apart."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from designer.analysis.facts import Facts
from designer.analysis.vocabulary import means_date, means_moment
from designer.schema.model import Attribute
from designer.sql.identifiers import quote_literal

_TEXTS = ("a", "A", "b", "B", "ab", "a ", "", "7", "007", "ä", "O'Brien", "x%y_z", "Zz")
_MOMENTS = (
    "2023-12-31 23:59:59", "2024-01-01 00:00:00", "2024-02-29 00:00:00", "2024-02-29 13:14:15", "2024-03-10 02:30:00",
    "2024-11-03 01:30:00", "2024-12-31 23:59:59", "2025-01-01 00:00:00", "2025-01-01 00:00:01",
)  # fmt: skip
_SPANS = (timedelta(), timedelta(hours=13), timedelta(hours=23, minutes=59, seconds=59), timedelta(days=1))
_SMALL = {"tinyint": 127, "smallint": 32_767}


def pool(facts: Facts, attribute: Attribute, wanted: Iterable[str]) -> list[str]:
    """Constants that the column takes. wanted: texts of those that queries and checks compare it with."""
    dialect = facts.schema.dialect.name
    texts = [str(one.value) for one in attribute.values] + [str(one) for one in attribute.samples]
    texts += [*wanted, *_plain(facts, attribute)]
    family = facts.family(attribute)
    numeric = family in ("integer", "numeric", "float", "boolean") or _is_bool(facts, attribute)
    found = dict.fromkeys(text for one in texts for text in _fitting(facts, attribute, one))
    if numeric:
        return [one for one in found if _is_number(one)]
    if family == "binary":
        return [f"X'{one.encode().hex()}'" for one in found]
    return [quote_literal(one, dialect) for one in found]


def unique(facts: Facts, attribute: Attribute, number: int) -> str:
    """A constant for one row of many that all have to differ."""
    dialect = facts.schema.dialect.name
    family = facts.family(attribute)
    room = facts.type_of(attribute).length or 255
    if family in ("integer", "numeric", "float"):
        return str(number)
    if family in ("timestamp", "date", "time"):
        moment = datetime(2024, 1, 1) + (timedelta(days=number) if family == "date" else timedelta(minutes=7 * number))
        text = {"date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M:%S}"}.get(family, f"{moment:%Y-%m-%d %H:%M:%S}")
        return str(1970 + number % 130) if facts.type_of(attribute).base == "year" else f"'{text}'"
    if family == "uuid":
        return f"'00000000-0000-4000-8000-{number:012}'"
    text = _TEXTS[number - 1] if number <= len(_TEXTS) else f"{'kK'[number % 2]}{number:x}"
    if family == "binary":
        return f"X'{number:0{2 * min(room, 4)}x}'"
    labels = facts.type_of(attribute).modifiers if family == "enum" else ()
    return str(labels[number % len(labels)]) if labels else quote_literal(text[-room:], dialect)


def _plain(facts: Facts, attribute: Attribute) -> Iterator[str]:
    """Texts of the values of a type."""
    kind = facts.type_of(attribute)
    family = facts.family(attribute)
    match family:
        case "integer" if kind.base == "tinyint" and kind.modifiers == ("1",):
            yield from ("0", "1")
        case "integer":
            yield from ("0", "1", "2", "3", "7", "8", "-1", "100", "2024")
        case "numeric" | "float":
            yield from ("0", "1", "0.5", "2.25", "-1", "7", "10")
        case "boolean":
            yield from ("0", "1")
        case "timestamp":
            yield from _MOMENTS
        case "date" if kind.base == "year":
            yield from ("2023", "2024", "2025")
        case "date":
            yield from dict.fromkeys(one[:10] for one in _MOMENTS)
        case "time":
            yield from ("00:00:00", "12:30:00", "23:59:59")
        case "enum":
            yield from (one.strip("'") for one in kind.modifiers)
        case "json":
            yield from ('{"n": 1}', '{"n": 2}', "[]")
        case "uuid":
            yield from (f"00000000-0000-4000-8000-{number:012}" for number in range(5))
        case "geometry":
            return
        case _ if _is_bool(facts, attribute):
            yield from ("0", "1")
        case "text" if facts.schema.dialect.name == "sqlite" and is_time_in_text(attribute):
            yield from _MOMENTS
        case _:
            yield from _TEXTS


def is_time_in_text(attribute: Attribute) -> bool:
    """Whether a text is called as times are, for which SQLite has no type."""
    return means_moment(attribute.name) or means_date(attribute.name)


def _fitting(facts: Facts, attribute: Attribute, text: str) -> Iterator[str]:
    """The text as the column takes it, and what stands beside it."""
    family, kind = facts.family(attribute), facts.type_of(attribute)
    if family == "timestamp" or (family == "date" and kind.base != "year"):
        yield from _moments(text, family)
    elif family == "text":
        for one in (text, text.swapcase()):
            if len(one) <= (kind.length or 65_000):
                yield one
    elif family in ("integer", "numeric") and _is_number(text):
        most = (
            _SMALL.get(kind.base, 2**31 - 1) if family == "integer" else 10 ** ((kind.length or 9) - (kind.scale or 0))
        )
        whole = family == "numeric" or "." not in text
        if whole and abs(float(text)) < most and not ("unsigned" in kind.suffix and text.startswith("-")):
            yield text
    elif family == "binary":
        yield text[: kind.length or 20]
    elif family == "enum":
        if f"'{text}'" in kind.modifiers:
            yield text
    else:
        yield text


def _moments(text: str, family: str) -> Iterator[str]:
    """A moment as it is written; of a year, a month or a day its beginning, its inside and its end."""
    for pattern in ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            began = datetime.strptime(text, pattern)
        except ValueError:
            continue
        for span in _SPANS if pattern != "%Y-%m-%d %H:%M:%S" else _SPANS[:1]:
            yield f"{began + span:%Y-%m-%d %H:%M:%S}" if family == "timestamp" else f"{began + span:%Y-%m-%d}"
        return


def _is_bool(facts: Facts, attribute: Attribute) -> bool:
    return facts.type_of(attribute).base.startswith("tinyint")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return text.lower().strip("+-") not in ("nan", "inf", "infinity")
