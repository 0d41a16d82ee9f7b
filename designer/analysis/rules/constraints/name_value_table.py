"""CO019: facts kept as names and values."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule, own_tables
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Attribute, Entity
from designer.schema.words import stem, words

_NAMES = {"key", "name", "attribute", "property", "field", "attr", "param", "parameter", "option", "setting"}
_TYPED = {"string", "text", "int", "integer", "number", "date", "decimal", "bool", "boolean", "float", "double"}
_products = entity("products", "id bigint", pk="id")
_value_columns = ("id bigint", "product_id bigint", "attribute_name text", "value text")
MOST = 10
"""A table of more columns has facts of its own."""


class NameValueTable(ListedRule):
    """Facts kept as names and values.

    A row per fact, with its name in one column and its value in another, lets users add facts without a change of the
    design. In exchange every value is text, nothing can be NOT NULL, in a range or refer to anything, a missing fact is
    a missing row, and one thing's five facts are five joins. Facts that programs know by name are columns; the
    rest is well kept in one JSON column.

    A small table counts that belongs to another by a foreign key and has a column for the name and one for the text of
    the value. Settings that belong to nothing are left alone, and so are
    keys and tokens, whose value is no fact.
    """

    code = "CO019"
    severity = Severity.INFO
    confidence = Confidence.HINT
    many = "tables keep facts as rows of names and values"
    message = "No fact in them can be required, typed or checked."
    reference = "https://doi.org/10.1016/j.ijmedinf.2006.09.023"
    flagged = example(
        _products,
        entity("product_attributes", *_value_columns, pk="id", index="product_id"),
        link("product_attributes.product_id", "products.id"),
    )
    accepted = example(
        entity("settings", "name text", "value text", pk="name"),
        _products,
        entity("prices", "id bigint", "product_id bigint", "name text", "value numeric", pk="id", index="product_id"),
        link("prices.product_id", "products.id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in own_tables(facts):
            shape = _shape(facts, table)
            if shape is None:
                continue
            name, values = shape
            places = ", ".join(value.name for value in values)
            yield self.finding(
                table,
                f"{facts.name(table)} keeps facts as rows of {name.name} and {places}",
                "No fact can be required, typed or checked, and reading several of one thing is a join for each.",
                attributes=(name.id, *(value.id for value in values)),
                evidence=FrozenMap({"name": name.name, "value": places}),
            )


def _shape(facts: Facts, table: Entity) -> tuple[Attribute, list[Attribute]] | None:
    secret = {"key", "token", "secret"} & set(stem(table.name))
    if secret or not facts.foreign_columns(table.id) or len(table.attributes) > MOST:
        return None
    own = [one for one in table.attributes if one.id not in facts.foreign_columns(table.id)]
    texts = [one for one in own if facts.family(one) == "text"]
    name = next((one for one in texts if words(one.name)[-1:] and words(one.name)[-1] in _NAMES), None)
    fronts = {*_NAMES, "meta", "custom", "extra", *stem(table.name)[-1:]}
    plain = [one for one in texts if words(one.name)[-1:] == ("value",) and set(words(one.name)[:-1]) <= fronts]
    typed = [one for one in own if "value" in words(one.name) and _TYPED & set(words(one.name))]
    values = typed if len(typed) > 1 else plain
    return (name, values) if name and values and name not in values else None
