"""TY011: serial where an identity column was meant."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.expressions import mentions
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.schema import edits
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute, Identity, NotNull

_PLAIN = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}


class SerialColumn(ColumnRule):
    """serial where an identity column says the same.

    serial is an abbreviation that leaves three things behind: a sequence with rights of its own, a default that
    anyone may overwrite or drop, and a column that a copied table shares its numbers with. GENERATED AS IDENTITY
    is one thing, in the SQL standard, and refuses a number given by hand unless told otherwise.

    One finding lists them: it is a habit of age, not a fault.
    """

    code = "TY011"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://wiki.postgresql.org/wiki/Don't_Do_This#Don.27t_use_serial"
    flagged = example(entity("users", "id bigserial", "name text", pk="id"))
    accepted = example(entity("users", "id bigint identity", "name text", pk="id"))
    one = "is numbered by serial; an identity column says the same"
    many = "are numbered by serial rather than as identity"
    message = "serial leaves a sequence and a default that can be changed apart; an identity column is one thing."
    always_listed = True

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        if facts.schema.dialect.name != "postgres":
            return
        owned = {sequence.owned_by for sequence in facts.schema.sequences}
        for table, column in own_columns(facts):
            base = facts.type_of(column).base
            if base in _PLAIN or (column.id in owned and "nextval" in mentions(column.default)):
                yield Suspect(table, column, _fix(facts, column))


def _fix(facts: Facts, column: Attribute) -> tuple[Change, ...]:
    plain = _PLAIN.get(facts.type_of(column).base)
    if plain is None or column.default is not None:
        return ()
    required = column.not_null or NotNull()
    return (edits.alter(facts.schema, column.id, type=plain, identity=Identity(mode="by default"), not_null=required),)
