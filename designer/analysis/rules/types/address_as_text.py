"""TY018: network addresses kept as text."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.words import words

_ENDINGS = (("ip",), ("ip", "address"), ("ip", "addr"), ("ipaddr",), ("ipaddress",), ("ipv4",), ("ipv6",), ("cidr",))
_FEWEST = 15
"""Characters of 255.255.255.255."""


class AddressAsText(ColumnRule):
    """Network address kept as text.

    ::1 and 0:0:0:0:0:0:0:1 are one address and two texts, 10.0.0.9 sorts after 10.0.0.10, and "all of 10.0.0.0/8"
    is no condition on letters. inet checks what comes in, compares as an address and answers for networks.

    The last words of the name must say so (`ip`, `client_ip`, `ip_address`), and the type must have room for one.
    """

    code = "TY018"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/datatype-net-types.html"
    flagged = example(entity("logins", "id bigint", "client_ip varchar(45)", pk="id"))
    accepted = example(entity("logins", "id bigint", "client_ip inet", "ip_type text", "ship text", pk="id"))
    one = "is a network address kept as {type}"
    many = "keep network addresses as text"
    message = "One address has several spellings as text, and a network is no condition on it; inet knows both."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name != "postgres":
            return
        for table, column in own_columns(facts):
            parts, kind = words(column.name), facts.type_of(column)
            named = any(parts[-len(ending) :] == ending for ending in _ENDINGS)
            if named and facts.family(column) == "text" and (kind.length is None or kind.length >= _FEWEST):
                target = "cidr" if parts[-1] == "cidr" else "inet"
                yield Suspect(table, column, retype(facts, column, target))
