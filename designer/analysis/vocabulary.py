"""What the names of columns commonly mean, told from whole words: `paid` holds no `id`, `date_format` is no date.

The last word of an English name is what the thing is; the words before it say which one. So most of these
look at the last word only.
"""

from functools import lru_cache

from designer.analysis.words import singular, words

_MONEY = frozenset(
    "amount balance budget charge cost deposit fee fine freight gross msrp net payment price refund "
    "revenue salary subtotal surcharge tax wage".split()
)
_CERTAINLY_MONEY = frozenset("balance fee msrp price refund revenue salary subtotal surcharge wage".split())
_CURRENCIES = frozenset("usd eur gbp chf jpy cents".split())
_COUNTED = frozenset("quantity qty price cost stock inventory age height width weight duration".split())
_MOMENT_WORDS = frozenset(
    "at since until created updated modified deleted expires expiry timestamp datetime ts".split()  # what ends such a name
)
_IRREGULAR_PARTICIPLES = frozenset(
    "begun bought built caught done drawn found frozen given gone held hidden kept known left lost made met paid "
    "put read run seen sent set shown shut sold spent taken begin start end expire expires".split()
)
_NAMED_DATES = frozenset("birthday birthdate dob".split())
_FLAG_OPENERS = frozenset("is has can should was will allow allows enable enables".split())
_FLAG_ENDINGS = frozenset(
    "flag enabled disabled active inactive deleted obsolete archived verified approved hidden".split()
)
_CLOSED = frozenset("status state".split())
_NOT_AS_STORED = frozenset("text string str raw display verbatim original label source input formatted human".split())
_BULK = frozenset(
    "file image photo picture thumbnail document attachment avatar video audio pdf scan logo blob".split()
)
_FREE_TEXT = frozenset(
    "name title description comment note notes remark email mail address street city url label message subject "
    "username login lastname firstname surname".split()
)
_TIMED = frozenset("duration timeout ttl interval elapsed delay latency".split())
_UNITS = frozenset(
    "ns us ms s sec secs second seconds msec millis milliseconds milli min mins minute minutes h hr hrs hour hours "
    "d day days w week weeks month months y year years ticks micros microseconds nanos nanoseconds millisecond usec "
    "microsecond nanosecond frames samples blocks epoch id count unit units type".split()
)
_PAIRS = (
    ("start", "end"), ("start", "stop"), ("start", "finish"), ("begin", "end"), ("from", "to"), ("from", "until"),
    ("from", "till"), ("from", "thru"), ("since", "until"), ("min", "max"), ("minimum", "maximum"),
    ("lower", "upper"), ("first", "last"), ("earliest", "latest"), ("started", "ended"), ("started", "finished"),
    ("begun", "ended"), ("opened", "closed"), ("starts", "ends"), ("low", "high"), ("fmin", "fmax"),
    ("started", "completed"),
)  # fmt: skip


def head(name: str) -> str:
    """The last word that is no number, in the singular: what the thing is."""
    parts = [part for part in words(name) if not part.isdigit()]
    return singular(parts[-1]) if parts else ""


@lru_cache(maxsize=65536)
def means_money(name: str) -> bool:
    """`unit_price`, `balance`, `amount_usd`; not `price_list`, `tax_class`."""
    return head(name) in _MONEY or words(name)[-1:] and words(name)[-1] in _CURRENCIES  # type: ignore[return-value]
