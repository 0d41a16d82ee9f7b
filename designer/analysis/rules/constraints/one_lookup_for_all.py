"""CO020: one lookup table for everything."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity
from designer.analysis.rule import TableRule
from designer.analysis.vocabulary import head
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity
from designer.schema.words import singular, stem, words

_NAMES = {"lookup", "code", "codelist", "reference", "dictionary", "enumeration", "parameter", "codetable"}
_KINDS = {"type", "category", "domain", "list", "kind", "group", "class"}
_CODES = {"code", "key", "value", "name"}
FEWEST = 2
"""So many different columns must refer to it."""


class OneLookupForAll(TableRule):
    """One lookup table for everything.

    Colours, countries and order states in one table, told apart by a column: a foreign key to it accepts a country
    where a colour was meant, since both are rows of it. Every list has the columns of the one that needs most,
    and a join has to name the list besides. A small table per list is checked by its foreign key.

    The table must be called lookup, codes or the like, have a column for the list and one for the code, and at least
    two columns must refer to it.
    """

    code = "CO020"
    severity = Severity.INFO
    confidence = Confidence.HINT
    reference = "https://tonyandrews.blogspot.com/2004/10/otlt-and-eav-two-big-design-mistakes.html"
    flagged = example(
        entity("lookups", "id bigint", "list_type text", "code text", pk="id"),
        entity("cars", "id bigint", "colour_id bigint", "make_id bigint", pk="id", index=["colour_id", "make_id"]),
        link("cars.colour_id", "lookups.id"),
        link("cars.make_id", "lookups.id"),
    )
    accepted = example(
        entity("colours", "id bigint", "code text", pk="id"),
        entity("cars", "id bigint", "colour_id bigint", pk="id", index="colour_id"),
        link("cars.colour_id", "colours.id"),
    )

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            if _NAMES.isdisjoint(stem(table.name)) or not _is_divided(facts, table):
                continue
            references = facts.schema.references_to(table.id)
            if len(references) < FEWEST:
                continue
            users = [f"{facts.name(facts.schema.entity(one.child))}" for one in references]
            yield self.finding(
                table,
                f"{facts.name(table)} holds several lists that a foreign key cannot tell apart",
                f"{len(references)} foreign keys refer to it, and each accepts the values of all the others.",
                evidence=FrozenMap({"referred to by": tuple(dict.fromkeys(users))}),
            )


def _is_divided(facts: Facts, table: Entity) -> bool:
    references = facts.foreign_columns(table.id)
    own = [column.name for column in table.attributes if column.id not in references]
    heads = {head(name) for name in own}
    named = {singular(parts[-2]) for parts in map(words, own) if len(parts) > 1 and parts[-1] == "name"}
    return bool((heads | named) & _KINDS) and bool(heads & _CODES)
