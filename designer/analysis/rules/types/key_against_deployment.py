"""TY025: keys that do not go with the declared deployment."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_tables
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema.build import entity
from designer.schema.model import Attribute, Entity, Requirements

_MAKERS = frozenset(
    "gen_random_uuid uuid_generate_v4 uuid_generate_v1 uuid_generate_v1mc uuidv4 uuidv7 uuid newid newsequentialid "
    "sys_guid".split()
)
_COUNTED = "Every site counts by itself and two give out one number; or all ask one site, and wait for it."
_SCATTERED = "One server numbers its rows without a clash in 8 bytes; the UUID takes 16, in every index and reference."


class KeyAgainstDeployment(ColumnRule):
    """Key that does not go with the declared deployment.

    Several sites that each number their rows from 1 give out the same numbers, and where one counter serves all of
    them, each insert crosses the network and lands on the one node that holds the newest range. There a UUID, or a
    number that leads with the site, is made anywhere. On one server it is the other way round: a number from a sequence
    is half as wide in every index and every reference, comes in order and can be said on the telephone.

    Speaks only where the requirements say how the database is deployed, and then of keys of one column that the server
    makes: numbers of a sequence in a distributed system, UUIDs in a single one. Keys that programs make before they
    insert are left alone; that ids must not be guessed, or that rows will move to other systems, is a good reason to
    keep UUIDs.
    """

    code = "TY025"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.rfc-editor.org/rfc/rfc9562.html#section-2.1"
    flagged = example(
        entity("orders", "id bigint identity", "placed_at timestamptz", pk="id"),
        Requirements(deployment="distributed"),
    )
    accepted = example(
        entity("orders", "id uuid default uuidv7()", "placed_at timestamptz", pk="id"),
        entity("lines", "site_id integer", "number bigint identity", pk="site_id, number"),
        Requirements(deployment="distributed"),
    )
    one = "is a key made in a way that does not go with the declared deployment"
    many = "are keys made in a way that does not go with the declared deployment"
    message = (
        "One counter in a distributed system is a clash or a bottleneck; UUIDs on one server are width for nothing."
    )

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        deployment = facts.schema.requirements.deployment
        if deployment is None:
            return
        distributed = deployment == "distributed"
        for table in own_tables(facts):
            key = _key(facts, table)
            if key is not None and (_is_counted(facts, key) if distributed else _is_made_uuid(facts, key)):
                yield Suspect(
                    table,
                    key,
                    shown={"made by": "a sequence" if distributed else key.default, "deployment": deployment},
                    message=_COUNTED if distributed else _SCATTERED,
                    severity=Severity.WARNING if distributed else None,
                )


def _key(facts: Facts, table: Entity) -> Attribute | None:
    """The only column of the primary key, where it is the table's own and no reference."""
    columns = table.primary_key.columns if table.primary_key else ()
    if len(columns) != 1 or columns[0] in facts.foreign_columns(table.id):
        return None
    return facts.schema.attribute(columns[0])


def _is_counted(facts: Facts, key: Attribute) -> bool:
    kind = facts.type_of(key)
    if facts.schema.dialect.name == "sqlite":
        return kind.base == "integer" and key.type.strip().lower() == "integer"  # an alias of the row's number
    return key.identity is not None or "serial" in kind.base or "nextval" in {x.lower() for x in mentions(key.default)}


def _is_made_uuid(facts: Facts, key: Attribute) -> bool:
    return bool(_MAKERS & {one.lower() for one in mentions(key.default)})
