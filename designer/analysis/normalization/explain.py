"""A violation in words and as two rows that should not be possible."""

from designer.analysis.finding import evidence_table
from designer.analysis.normalization.forms import Violation
from designer.analysis.normalization.relation import Relation
from designer.schema.frozen import FrozenMap
from designer.schema.schema import Schema
from designer.schema.types import parse_type

_MOST_COLUMNS = 4


def counterexample(schema: Schema, relation: Relation, violation: Violation, key: int) -> FrozenMap:
    """Two rows that every key allows and the dependency forbids: the same determinant, another dependent value.

    Columns: the key (as far as it is not in the determinant), the determinant, the first dependent attributes.
    """
    determinant = relation.names(violation.dependency.determinant)
    dependent = relation.names(violation.dependent)[:_MOST_COLUMNS]
    beside = [one for one in relation.names(key) if one not in determinant and one not in dependent]
    columns = (*beside, *determinant, *dependent)
    rows = [tuple(_value(schema, one, 1 if one in determinant else row) for one in columns) for row in (1, 2)]
    return evidence_table(
        schema.names(columns),
        rows,
        dependency=f"{', '.join(schema.names(determinant)) or '∅'} → {', '.join(schema.names(dependent))}",
        **{"normal form broken": str(violation.form)},
    )


def _value(schema: Schema, attribute_id: str, number: int) -> str:
    attribute = schema.attribute(attribute_id)
    if parse_type(attribute.type, schema.dialect.name).family == "integer":
        return str(number)
    return f"{attribute.name} {'AB'[number - 1]}"
