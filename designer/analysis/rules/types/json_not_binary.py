"""TY008: json where jsonb was meant."""

from collections.abc import Iterator

from designer.analysis.columns import ColumnRule, Suspect, own_columns
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Severity
from designer.analysis.fixes import retype
from designer.schema.build import entity
from designer.schema.changes import Change
from designer.schema.model import Attribute
from designer.schema.words import singular, words

_AS_RECEIVED = {"raw", "original", "request", "response", "payload", "body", "signed", "received", "verbatim"}


class JsonNotBinary(ColumnRule):
    """json where jsonb was meant.

    json keeps the text: every look inside parses it again, it has no equality, so DISTINCT and GROUP BY fail, and
    no GIN index serves it. jsonb is parsed once. json is right only where the exact text matters: its spaces,
    the order and the repetition of its keys.

    Columns that keep what was received (`raw_event`, `response_body`) are left alone. Whether the exact text matters
    elsewhere nobody but the authors know, so it is a hint.
    """

    code = "TY008"
    dialects = ("postgres",)
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/datatype-json.html"
    flagged = example(entity("products", "id bigint", "attributes json", pk="id"))
    accepted = example(entity("products", "id bigint", "attributes jsonb", "raw_response json", pk="id"))
    one = "is json, which is parsed at every look inside"
    many = "are json, which is parsed at every look inside"
    message = "json has no equality and no GIN index; jsonb has both and takes the same values."

    def suspects(self, facts: Facts) -> Iterator[Suspect]:
        for table, column in own_columns(facts):
            if facts.type_of(column).base != "json" or facts.type_of(column).dimensions:
                continue
            if facts.schema.dialect.name == "postgres" and not _AS_RECEIVED & {singular(w) for w in words(column.name)}:
                yield Suspect(table, column, _fix(facts, column))


def _fix(facts: Facts, column: Attribute) -> tuple[Change, ...]:
    if column.default is None:
        return retype(facts, column, "jsonb")
    if column.default.endswith("::json"):
        return retype(facts, column, "jsonb", default=f"{column.default}b")
    return ()
