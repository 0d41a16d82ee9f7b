"""What a column's name says of keys: of which table, and whether one of this design at all."""

from designer.analysis.facts import Facts
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, words

KEY_WORDS = frozenset({"id", "uuid", "guid", "key"})
_OTHERS = frozenset({"provider", "vendor", "external"})
_CREDENTIALS = frozenset({"secret", "issuer", "endpoint"})
"""How columns are called last beside the `client_id` by which this program is known to another one."""
_KINDS = ("type", "class", "kind", "table", "model")
_SORTS = frozenset({*_KINDS, "resource", "entity"})
"""How a column is called that says what an id beside it is the number of."""
_UPWARD = frozenset(
    {("parent",), ("reports", "to"), ("supervisor",), ("manager",), ("predecessor",), ("replaced", "by")}
)


_OVER_PEOPLE = frozenset({("reports", "to"), ("supervisor",), ("manager",)})
"""The same, of people alone."""


def key_name(name: str) -> bool:
    """Whether a name ends as the names of keys do."""
    parts = numberless(name)
    return len(parts) > 1 and parts[-1] in KEY_WORDS


def named_part(name: str) -> tuple[str, ...]:
    """The table that a column names: `order_lines_id` is of (order, line). Empty where it names none."""
    parts = numberless(name)
    return (*parts[:-2], singular(parts[-2])) if key_name(name) else ()


def numberless(name: str) -> tuple[str, ...]:
    """The words of a name without the number that tells it from others like it: `concept_id_1`."""
    parts = words(name)
    return parts[:-1] if len(parts) > 2 and parts[-1].isdigit() else parts


def polymorphic(child: Entity, column: Attribute) -> bool:
    """Whether another column names the table that this one refers to: `owner_type` of `owner_id`, or, where both are
    the key, the `resource` that an `id` is of."""
    front = words(column.name)[:-1]
    key = child.primary_key.columns if child.primary_key else ()
    if column.name.lower() in KEY_WORDS and column.id in key:
        return any(one.id in key and words(one.name)[-1:] and words(one.name)[-1] in _SORTS for one in child.attributes)
    siblings = {words(attribute.name) for attribute in child.attributes}
    return bool(front) and any((*front, kind) in siblings for kind in _KINDS)


def of_elsewhere(facts: Facts, child: Entity, column: Attribute) -> bool:
    """Whether a name or number is none of this design: the name of a setting beside its value, or what another program
    calls something, beside which program that is; so is the `client_id` by which that one knows this one, beside its
    secret."""
    front, last = words(column.name)[:-1], words(column.name)[-1:]
    siblings = {words(one.name) for one in child.attributes if one.id != column.id}
    if last == ("name",) and (*front, "value") in siblings:
        return True
    if (*front[-1:], *last) == ("client", "id") and facts.family(column) != "integer":
        return any(one[-1] in _CREDENTIALS for one in siblings if one)
    return facts.family(column) == "text" and any(one[-1] in _OTHERS for one in siblings if one)


def looks_up(column: Attribute) -> bool:
    """Whether a column's name leads to another row of its table."""
    parts = named_part(column.name) or words(column.name)
    return parts in _UPWARD or (parts[-1:] == ("parent",) and "in" not in parts)  # `index_in_parent` is a place


def is_over_people(column: Attribute) -> bool:
    """Whether a column's name speaks of someone above: `manager_id` is an employee, in departments, too."""
    return (named_part(column.name) or words(column.name)) in _OVER_PEOPLE
