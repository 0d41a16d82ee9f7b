"""CO053: a one-to-one reference that takes many."""

from collections.abc import Iterator

from designer.analysis.columns import ListedRule
from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding
from designer.analysis.part_indexes import is_whole
from designer.analysis.vocabulary import means_record
from designer.schema import edits
from designer.schema.build import entity, link
from designer.schema.frozen import FrozenMap
from designer.schema.model import Entity, Relationship
from designer.schema.words import stem, words

_users = entity("users", "id bigint", pk="id")
_link = link("user_profiles.user_id", "users.id")
_columns = ("id bigint", "user_id bigint not null", "bio text")
_DETAILS = frozenset({"profile", "credential", "summary", "biography", "wallet"})
"""Of which a thing has one. Details, settings, statistics and addresses there may be several of."""
_SEVERAL = frozenset(
    "key value type kind version revision locale language lang year month day period from provider number no position "
    "sequence order scope category source device platform valid since until main primary default current active name "
    "label title".split()
)
"""Words of columns that tell several rows of one parent apart."""
_SAID = (("one", "to", "one"), ("1", "1"), ("1", "to", "1"))


class OneToOne(ListedRule):
    """One-to-one reference that takes many.

    `user_profiles.user_id` is meant to name each user once. Without a unique key over it a second profile is taken, a
    join returns the user twice, and an update changes whichever row comes first; object-relational mappers read one
    of the two and hide the other.

    A reference counts when a comment on it says one-to-one (1:1), or when the table is called as its parent and then
    profile, credential, summary, biography or wallet. Any unique key that holds the reference settles it, and
    so do columns that tell several rows apart: a type, a language, a version, a period.
    """

    code = "CO053"
    confidence = Confidence.HINT
    reference = "https://www.postgresql.org/docs/18/ddl-constraints.html#DDL-CONSTRAINTS-UNIQUE-CONSTRAINTS"
    many = "references that read one-to-one take many rows"
    message = "A second row for the same parent is taken, and joins return the parent twice."
    flagged = example(_users, entity("user_profiles", *_columns, pk="id", index="user_id"), _link)
    accepted = example(_users, entity("user_profiles", *_columns, pk="id", unique="user_id"), _link)

    def gather(self, facts: Facts) -> Iterator[Finding]:
        for relationship in facts.links:
            child, parent = facts.schema.entity(relationship.child), facts.schema.entity(relationship.parent)
            why = _why(facts, relationship, child, parent)
            if why is None or child.partition_of or child.partition_by or _is_kept(facts, relationship, child):
                continue
            columns = ", ".join(facts.schema.names(relationship.columns))
            yield self.finding(
                relationship,
                f"{facts.name(child)} may hold several rows for one row of {facts.name(parent)}",
                f"{why[0].upper()}{why[1:]}, and no unique key over {columns} keeps the second row out.",
                evidence=FrozenMap({"reference": columns, "says one-to-one": why, "unique keys over it": "none"}),
                fix=(
                    edits.unique(facts.schema, child.id, relationship.columns),
                    # A plain index over the same would only repeat it.
                    *(
                        edits.drop(facts.schema, one.id)
                        for one in child.indexes
                        if one.columns == relationship.columns and is_whole(facts, one)
                    ),
                ),
            )


def _why(facts: Facts, relationship: Relationship, child: Entity, parent: Entity) -> str | None:
    """What says that each row of the parent has one."""
    if child.id == parent.id:
        return None
    columns = [facts.schema.attribute(one) for one in relationship.columns]
    for comment in (relationship.comment, *(one.comment for one in columns)):
        said = words(comment) if comment and ("one" in comment.lower() or "1" in comment) else ()
        if any(said[at : at + len(one)] == one for one in _SAID for at in range(len(said))):
            return "a comment says one-to-one"
    name, above = stem(child.name), stem(parent.name)
    if name[:-1] == above and name[-1:] and name[-1] in _DETAILS and len(columns) == 1:
        others = {word for one in child.attributes if one not in columns for word in words(one.name)}
        if not (others - set(name)) & _SEVERAL and not means_record(child.name):
            return f"the table is called the {name[-1]} of its parent"
    return None


def _is_kept(facts: Facts, relationship: Relationship, child: Entity) -> bool:
    """Whether any unique key holds a column of the reference, be it with others or in part."""
    columns = set(relationship.columns)
    unique: list[set[str | None]] = [{*key.columns} for key in child.keys]
    unique += [{key.column for key in one.keys} for one in child.indexes if one.unique]
    return any(columns & one for one in unique) or bool(child.exclusions)
