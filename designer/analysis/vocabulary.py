"""What the names of columns commonly mean, told from whole words: `paid` holds no `id`, `date_format` is no date.

The last word of an English name is what the thing is; the words before it say which one. So most of these
look at the last word only.
"""

from functools import lru_cache

from designer.schema.words import singular, words


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONEY = _set(
    "amount balance budget cost fee freight gross msrp payment price refund revenue salary subtotal surcharge tax wage"
)
_CURRENCY_UNITS = _set("usd eur gbp chf jpy cents")
_NO_MONEY = _set(
    "gas calorie duration energy ingredient dose dosage drug index credit hit weight water rate percent ratio"
)
_COUNTED = _set("quantity qty price stock age height width")
_NO_COUNT = _set("id show is has use share allow can depends")
_MOMENT_ENDINGS = _set("at timestamp datetime")
_MOMENTS = _set("created updated modified deleted")
_PARTICIPLES = _set(
    "begun bought built caught done drawn found frozen given gone held hidden kept known left lost made met paid "
    "put read run seen sent set shown shut sold spent taken begin start end expire expires starts ends"
)
_DATES = _set("date birthday birthdate dob")
_FLAG_OPENERS = _set("is has can")
_FLAG_ENDINGS = _set("flag enabled disabled active inactive deleted obsolete archived verified approved hidden")
_OTHER_FORM = _set("text string str raw display verbatim original label source input formatted human literal")
_FILES = _set("file image photo picture thumbnail document attachment avatar video audio pdf scan logo")
_NO_CONTENT = _set("at by on id date time count name url path hash size type")
_FREE_TEXT = _set(
    "name title description comment note remark email mail street city url message subject username login "
    "firstname lastname surname nickname forename company caption headline motto slogan summary"
)
_TIMED = _set("duration timeout ttl interval elapsed delay")
_PAIRS = (
    ("start", "end"), ("start", "stop"), ("start", "finish"), ("begin", "end"), ("from", "to"), ("from", "until"),
    ("from", "till"), ("from", "thru"), ("since", "until"), ("min", "max"), ("minimum", "maximum"),
    ("earliest", "latest"), ("started", "ended"), ("started", "finished"), ("opened", "closed"), ("starts", "ends"),
    ("started", "completed"), ("fmin", "fmax"), ("lower", "upper"), ("checkin", "checkout"), ("begins", "ends"),
)  # fmt: skip
_SOFT_DELETE = _set("deleted discarded removed")
_RECORDS = _set(
    "log audit history hist archive archived event snapshot import staging backup stage raw tmp temp journal trace "
    "version old template"
)


@lru_cache(maxsize=65536)
def head(name: str) -> str:
    """The last word that is no number, in the singular: what the thing is."""
    parts = [part for part in words(name) if not part.isdigit()]
    return singular(parts[-1]) if parts else ""


@lru_cache(maxsize=65536)
def means_money(name: str) -> bool:
    """`unit_price`, `balance`, `amount_usd`; not `price_list`, `tax_class`, `gas_price`."""
    parts = words(name)
    if _NO_MONEY & {singular(part) for part in parts}:
        return False
    return head(name) in _MONEY or (len(parts) > 1 and parts[-1] in _CURRENCY_UNITS)


@lru_cache(maxsize=65536)
def means_counted(name: str) -> bool:
    """Quantities and sizes that are never below zero: `quantity`, `unit_price`, `height`; not `id_stock`."""
    parts = words(name)
    if (parts[:1] and parts[0] in _NO_COUNT) or parts[:2] == ("out", "of"):
        return False
    return head(name) in _COUNTED


@lru_cache(maxsize=65536)
def means_moment(name: str) -> bool:
    """A point in time: `created_at`, `paid_at`, `last_login_at`, `start_time`, `modified`; not `looking_at`, `flat`."""
    parts = words(name)
    if not parts or _OTHER_FORM & set(parts):
        return False
    if parts[-1] in _MOMENT_ENDINGS and len(parts) > 1:
        return parts[-1] != "at" or _is_past(parts[-2])
    if parts[-1] in ("time", "on", "date") and len(parts) == 2:
        return _is_past(parts[0])
    return len(parts) == 1 and parts[0] in _MOMENTS | {"timestamp"}


def _is_past(word: str) -> bool:
    return word.endswith("ed") or word in _PARTICIPLES or word in ("login", "seen", "sync", "update")


@lru_cache(maxsize=65536)
def means_date(name: str) -> bool:
    """A day: `birth_date`, `date_of_birth`, `date_joined`; not `date_format`, `update`, `birthday_note`."""
    first, second, *_ = (*words(name), "", "")
    led = first == "date" and (second == "of" or _is_past(second))
    return (led or head(name) in _DATES) and not _OTHER_FORM & set(words(name))


def is_other_form(name: str) -> bool:
    """What somebody wrote, kept as it was: `raw_date`, `price_text`."""
    return bool(_OTHER_FORM & set(words(name)))


@lru_cache(maxsize=65536)
def means_flag(name: str) -> bool:
    """Yes or no: `is_active`, `has_children`, `deleted`, `tax_flag`; not `is_a`, `activity`, `deleted_by`."""
    parts = words(name)
    if len(parts) > 1 and parts[0] in _FLAG_OPENERS:
        return parts[-1] not in ("id", "a", "by", "type", "count", "of")
    if not parts or parts[-1] not in _FLAG_ENDINGS:
        return False
    # `flag` alone may be any set of bits, and `rows_deleted` counts rows.
    return singular(parts[-2]) == parts[-2] if len(parts) > 1 else parts[0] != "flag"


@lru_cache(maxsize=65536)
def means_file(name: str) -> bool:
    """A file's content: `photo`, `scanned_document`; not `file_hash`, `image_key`."""
    *front, last = words(name) or ("",)
    if len(front) > 0 and front[0] in ("scanned", "uploaded") and last not in _NO_CONTENT:
        return True
    return head(name) in _FILES or (last in ("content", "contents", "data") and bool(_FILES & set(front)))


@lru_cache(maxsize=65536)
def means_free_text(name: str) -> bool:
    """Text of any length: `title`, `first_name`; not `name_code`."""
    return head(name) in _FREE_TEXT


@lru_cache(maxsize=65536)
def means_length_of_time(name: str) -> bool:
    """A length of time whose unit the name leaves out: `duration`, `read_timeout`; not `duration_minutes`."""
    return head(name) in _TIMED


@lru_cache(maxsize=65536)
def means_soft_delete(name: str) -> bool:
    """`deleted_at`, `is_deleted`, `deleted`, `discarded_at`; not `deleted_by`, `deleted_reason`."""
    parts = words(name)
    without = tuple(part for part in parts if part not in ("is", "at", "on", "date", "time"))
    return len(without) == 1 and without[0] in _SOFT_DELETE


@lru_cache(maxsize=65536)
def means_record(name: str) -> bool:
    """A table of what happened, whose rows outlive what they speak of: `audit_log`, `order_history`."""
    return bool(_RECORDS & {singular(word) for word in words(name)})


@lru_cache(maxsize=65536)
def counterparts(name: str) -> tuple[tuple[str, ...], ...]:
    """The words of the names that would end the range that `name` begins: `start_date` gives (end, date)."""
    parts = words(name)
    led = [place for place, word in enumerate(parts) if word == "in" and parts[max(place - 1, 0)] in ("check", "clock")]
    return tuple((*parts[:at], "out", *parts[at + 1 :]) for at in led) + tuple(
        tuple(high if place == at else part for place, part in enumerate(parts))
        for low, high in _PAIRS
        for at, word in enumerate(parts)
        if word == low
    )


_SNAPSHOTS = _set(
    "price cost amount total subtotal rate tax fee discount balance billing shipping ship bill delivery invoice "
    "snapshot original initial previous prior former old new before after last first frozen historical legacy cached "
    "denormalized"
)


@lru_cache(maxsize=65536)
def means_snapshot(name: str) -> bool:
    """How something was at a time: `unit_price`, `billing_name`, `name_at_purchase`, `original_title`."""
    parts = words(name)
    return bool(_SNAPSHOTS & set(parts)) or "at" in parts[1:-1]
