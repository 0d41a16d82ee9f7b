"""Which table's key a column's name speaks of: ways to read a name, from the plainest to the most allusive.

The first way that finds exactly one table of the same type, or a plain one that finds one of another size, decides. A
way that finds two says nothing, and the next one is asked: a reference is never invented between equals.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from designer.analysis.columns import own_of
from designer.analysis.directory import Directory
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, stem, words

KEY_WORDS = frozenset({"id", "uuid", "guid", "key"})
_OTHERS = frozenset({"provider", "vendor", "external"})
_KINDS = ("type", "class", "kind", "table", "model")
_SORTS = frozenset({*_KINDS, "resource", "entity"})
"""How a column is called that says what an id beside it is the number of."""
_COMPARED = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint", "varchar": "text"}
_WHOLE = frozenset({"smallint", "mediumint", "int", "integer", "bigint"})
"""Types of keys that a reference may have another one of; a byte is hardly ever one."""
_FEWEST_BARE = 4
"""Fewer columns than these are no custom."""
_CUSTOM = 0.3
"""Share of the declared foreign keys from which on their form of name is a custom."""
_SHORTEST = 5
"""Letters of a name run together that are enough to be found at the end of a longer one."""
_UPWARD = frozenset(
    {("parent",), ("reports", "to"), ("supervisor",), ("manager",), ("predecessor",), ("replaced", "by")}
)
_COPIED = frozenset({"version", "history", "hist", "revision", "archive", "audit", "snapshot"})
"""How a table is called last that copies the columns of the one it is called after."""
_ROLES = frozenset(
    "author creator updater editor owner approver reviewer resolver sender recipient assignee moderator uploader "
    "requester reporter operator subscriber follower blocker banner inviter invitee publisher submitter".split()
)
_PARTICIPLES = frozenset(
    "created updated modified deleted edited approved reviewed resolved closed locked assigned uploaded requested "
    "submitted published invited changed added removed completed cancelled started posted owned lastupdated".split()
)
_PROSE = frozenset("description comment note remark title label message body summary caption".split())
"""What is written about a row; where it is a key of one table, it is not so for all others that have such a column."""
_JOINING = frozenset("relation relationship link map mapping rel xref assoc association".split())
_PEOPLE = ("user", "account", "person", "member", "employee", "staff")
"""What the table of those who do things is called, the likeliest first."""


class Target(NamedTuple):
    """A key of one column, and of its table no more than a name can tell of it."""

    table: str
    name: str
    schema: str | None
    key: Attribute


@dataclass(frozen=True, slots=True)
class Named:
    """A table found by a name, how surely, and by what."""

    target: Target
    confidence: Confidence
    reason: str
    is_custom: bool = False
    """Whether the design's own foreign keys of columns of the same name, several of them, lead there."""


def key_name(name: str) -> bool:
    """Whether a name ends as the names of keys do."""
    parts = _numberless(name)
    return len(parts) > 1 and parts[-1] in KEY_WORDS


def named_part(name: str) -> tuple[str, ...]:
    """The table that a column names: `order_lines_id` is of (order, line). Empty where it names none."""
    parts = _numberless(name)
    return (*parts[:-2], singular(parts[-2])) if key_name(name) else ()


def _numberless(name: str) -> tuple[str, ...]:
    """The words of a name without the number that tells it from others like it: `concept_id_1`."""
    parts = words(name)
    return parts[:-1] if len(parts) > 2 and parts[-1].isdigit() else parts


def same_type(facts: Facts, one: Attribute, other: Attribute) -> bool:
    """Whether two columns hold the same values: serials are integers, domains what they stand for."""
    return _compared(facts, one) == _compared(facts, other)


def alike(facts: Facts, one: Attribute, other: Attribute) -> bool:
    """Whether two columns hold the same values, or whole numbers of another size."""
    return {_compared(facts, one), _compared(facts, other)} <= _WHOLE or same_type(facts, one, other)


def _compared(facts: Facts, attribute: Attribute) -> str:
    found = facts.type_of(attribute)
    return f"{_COMPARED.get(found.base, found.base)}{'[]' * found.dimensions}"


def polymorphic(child: Entity, column: Attribute) -> bool:
    """Whether another column names the table that this one refers to: `owner_type` of `owner_id`, or, where both are
    the key, the `resource` that an `id` is of."""
    front = words(column.name)[:-1]
    key = child.primary_key.columns if child.primary_key else ()
    if column.name.lower() in KEY_WORDS and column.id in key:
        return any(one.id in key and words(one.name)[-1:] and words(one.name)[-1] in _SORTS for one in child.attributes)
    siblings = {words(attribute.name) for attribute in child.attributes}
    return bool(front) and any((*front, kind) in siblings for kind in _KINDS)


Places = frozenset[int]
"""Places of an index, each as a hash: of the index's name and what was looked for in it."""


def of_elsewhere(facts: Facts, child: Entity, column: Attribute) -> bool:
    """Whether a name or number is none of this design: the name of a setting beside its value, or what another program
    calls something, beside which program that is."""
    front, last = words(column.name)[:-1], words(column.name)[-1:]
    siblings = {words(one.name) for one in child.attributes if one.id != column.id}
    if last == ("name",) and (*front, "value") in siblings:
        return True
    return facts.family(column) == "text" and any(one[-1] in _OTHERS for one in siblings if one)


class Targets:
    """The tables with a key of one column, by everything that a name may find them by.

    Every look is taken down (`asked_since`): as long as nothing else stands in the places where a look was taken, it
    finds the same.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self._filed = facts.directory(_filed)
        self._called = facts.directory(_called)
        self._asked: set[int] = set()
        self.bare = _refers_by_bare_names(facts, self._filed)

    def look(self, index: str, key: Hashable) -> Sequence[Target]:
        """What is found by this name in an index."""
        self._asked.add(hash((index, key)))
        return self._filed.look((index, key))

    def of(self, table: Entity) -> tuple[Target, ...]:
        """The keys of one table."""
        return tuple(target for (index, _), target in self.facts.kept(_filed, table) if index == "key")

    def is_called(self, name: tuple[str, ...]) -> bool:
        """Whether any table, with a key or without one, is called so."""
        self._asked.add(hash(("called", name)))
        return name in self._called

    def asked_since(self) -> Places:
        """Where was looked since this was asked for the last time."""
        asked, self._asked = frozenset(self._asked), set()
        return asked

    def changes(self) -> Places | None:
        """The places where something else is found than in the design that this one was made from; None where that is
        not known."""
        if self._called.changed is None or self._filed.changed is None:
            return None
        return frozenset(map(hash, (*(("called", name) for name in self._called.changed), *self._filed.changed)))

    def only(self, child: Entity, column: Attribute, found: Iterable[Target], itself: bool = False) -> Target | None:
        """The one table meant: of the same type before one alike, in the same schema before others, and no other."""
        fitting = [
            one
            for one in dict.fromkeys(found)
            if (itself or one.table != child.id) and one.key.id != column.id and alike(self.facts, one.key, column)
        ]
        fitting = [one for one in fitting if same_type(self.facts, one.key, column)] or fitting
        near = [one for one in fitting if one.schema == child.schema] or fitting
        return near[0] if len(near) == 1 else None


_Place = tuple[str, Hashable]
"""An index ("stem", "key", "own name", "last", "joined", "run together" or "above"), and what to look for in it."""


def _called(facts: Facts, table: Entity) -> tuple[tuple[tuple[str, ...], str], ...]:
    """What a table is called, for the directory of all names."""
    return ((stem(table.name), table.id),)


def _filed(facts: Facts, table: Entity) -> tuple[tuple[_Place, Target], ...]:
    """Where the keys of a table are to be found, and each key, for the directory of keys."""
    name = stem(table.name)
    found: list[tuple[_Place, Target]] = []
    for key in () if table.partition_of else _keys_of(facts, table):
        target = Target(table.id, table.name, table.schema, key)
        parts = words(key.name)
        places: list[_Place] = [("key", key.name), ("joined", "".join(parts))]
        if parts[-1:] and parts[-1] in KEY_WORDS and parts[:-1] in ((), name, name[-1:]):
            places += [("stem", name), ("last", name[-1]), ("run together", "".join(name))]
        telling = len(parts) > 1 and parts[-1] in KEY_WORDS and parts[:-1] == name
        if telling or "".join(parts) == f"{''.join(name)}id":
            places.append(("own name", "".join(parts)))
        places += [("above", (name, one.name)) for one in table.attributes if _looks_up(one)]
        found += [(place, target) for place in places]
    return tuple(found)


def _looks_up(column: Attribute) -> bool:
    """Whether a column's name leads to another row of its table."""
    parts = named_part(column.name) or words(column.name)
    return parts in _UPWARD or (parts[-1:] == ("parent",) and "in" not in parts)  # `index_in_parent` is a place


def _keys_of(facts: Facts, table: Entity) -> Iterator[Attribute]:
    """The columns by which rows are referred to: a primary key of one column, and a unique one called like one.

    A key that is a foreign key, and not simply an id, is another table's.
    """
    primary = table.primary_key.columns if table.primary_key else ()
    if len(primary) == 1:
        key = facts.schema.attribute(primary[0])
        referring = any(link.columns == primary for link in facts.schema.references_from(table.id))
        if not referring or key.name.lower() in KEY_WORDS:
            yield key
    for unique in table.uniques:
        if len(unique.columns) == 1 and unique.columns != primary:
            key = facts.schema.attribute(unique.columns[0])
            if key.name.lower() == "id" or (key_name(key.name) and named_part(key.name) == stem(table.name)):
                yield key


_Way = Callable[[Targets, Entity, Attribute], Target | None]


def named_by(targets: Targets, child: Entity, column: Attribute) -> Named | None:
    """The table that a column's name speaks of, by the plainest way that finds one."""
    for way, usual, reason in _WAYS:
        found = way(targets, child, column)
        confidence = Confidence.HINT if found is not None and _is_loose(way, targets, child, column, found) else usual
        if found is not None and same_type(targets.facts, found.key, column):
            return Named(found, confidence, reason)
        if found is not None and confidence is not Confidence.HINT:
            return Named(found, confidence, f"{reason}, though it is {column.type} and the key {found.key.type}")
    return None


def _by_name(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`customer_id` for customers.id, `person_id` for person.person_id."""
    own = targets.look("own name", "".join(_numberless(column.name)))
    return targets.only(child, column, [*targets.look("stem", named_part(column.name)), *own])


def _sharing(targets: Targets, child: Entity, named: tuple[str, ...]) -> Iterator[Target]:
    """Tables named by the child's own first words and then the column's: forum_posts.topic_id and forum_topics."""
    front = words(child.name)
    if not named or len(front) < 2:
        return
    for target in targets.look("last", named[-1]):
        name = stem(target.name)
        before = name[: len(name) - len(named)]
        if before and name[len(before) :] == named and front[: len(before)] == before:
            yield target


def _by_shared_words(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    return targets.only(child, column, _sharing(targets, child, named_part(column.name)))


def _by_key_name(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """A column called exactly as the key of one table, or of one whose name the others begin with."""
    if column.name.lower() in KEY_WORDS or len(column.name) < 3 or singular(words(column.name)[-1]) in _PROSE:
        return None
    if targets.is_called(_without_key_word(column.name)):
        return None  # the key of that table is meant, by way of one that refers to it
    found = [one for one in targets.look("key", column.name) if one.table != child.id and speaks_of(one)]
    if len(found) > 1:
        own = [one for one in found if _is_called_after(one.name, column.name)]
        if len(own) == 1:
            return targets.only(child, column, own)
        roots = [one for one in found if all(_begins(other.name, one.name) for other in found)]
        found = roots or [one for one in found if _begins(child.name, one.name)]
    return targets.only(child, column, found)


def speaks_of(target: Target) -> bool:
    """Whether a key's name has something of its table's: dev_eui of device, categoryid of dataelementcategory."""
    parts, name = words(target.key.name), stem(target.name)
    joined = "".join(parts)
    core = joined.removesuffix("id") or joined
    return (
        core in "".join(name)
        or _is_called_after(target.name, target.key.name)
        or any(len(part) > 2 and part not in KEY_WORDS and one.startswith(part[:4]) for part in parts for one in name)
    )


def _is_called_after(table: str, key: str) -> bool:
    """Whether a key is called as its table, but for a letter that all tables begin with: id_agent of tagent."""
    name, core = "".join(stem(table)), "".join(stem(key)).removesuffix("id").removeprefix("id")
    return bool(core) and core in (name, name[1:])


def _without_key_word(name: str) -> tuple[str, ...]:
    return named_part(name) or stem(name)


def _begins(table: str, root: str) -> bool:
    name = stem(root)
    return stem(table)[: len(name)] == name


def _upward(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`parent_id`, `reports_to`, `manager_id`: another row of the same table, or of the one whose versions it keeps."""
    if not _looks_up(column):
        return None
    name = stem(child.name)
    if name[-1] in _COPIED and (subject := targets.look("above", (name[:-1], column.name))):
        return targets.only(child, column, subject)  # a row of the subject's table, as in the subject itself
    return targets.only(child, column, targets.of(child), itself=True)


def _by_role(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`reported_user_id` is a user; `parent_folder_id` in folders is a folder."""
    named = named_part(column.name)
    parts = _numberless(column.name)
    for start in range(1, len(parts)):
        found = [*targets.look("stem", named[start:]), *targets.look("own name", "".join(parts[start:]))]
        chosen = (
            targets.only(child, column, found, itself=True) if start < len(named) or len(parts) - start > 1 else None
        )
        if chosen:
            return chosen
    return None


def _by_person(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`creator_id`, `approved_by`: someone of the table of those who do things."""
    parts = tuple(part for part in words(column.name) if part not in KEY_WORDS)
    does = parts[-1:] and parts[-1] in _ROLES
    done = len(parts) > 1 and parts[-1] == "by" and parts[-2] in _PARTICIPLES
    if not does and not done and "".join(parts) not in {f"{one}by" for one in _PARTICIPLES}:
        return None
    if targets.facts.family(column) == "text":
        return None
    for name in _PEOPLE:
        found = targets.look("stem", (name,))
        if found:
            return targets.only(child, column, found, itself=True)
    return None


def _run_together(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`desk_id` for desk.deskid, `case_def_id` for case_def or casedef.

    A key that is spelled as the column is has been looked at before: it is that of several tables, and says nothing,
    unless it is called after its own table.
    """
    joined, own = "".join(words(column.name)), named_part(column.name)
    whole = len(joined) > _SHORTEST and joined.endswith("id")
    found = [
        one
        for one in (targets.look("joined", joined) if whole else ())
        if speaks_of(one) and (one.key.name.lower() != column.name.lower() or stem(one.name) == own)
    ]
    if not found and (named := named_part(column.name)):
        front, wanted = words(child.name), "".join(named)
        fronts = ("".join(front[:number]) for number in range(len(front)))
        found = [one for before in fronts for one in targets.look("run together", before + wanted)]
    return targets.only(child, column, found)


def _bare(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`artist` in numbers is an artist, where that is the custom; `type` in artist is an artist_type."""
    if not targets.bare or targets.facts.family(column) == "text":
        return None
    parts = stem(column.name)
    for name in ((*stem(child.name), *parts), parts):
        chosen = targets.only(child, column, targets.look("stem", name))
        if chosen:
            return chosen
    for start in range(1, len(parts)):
        chosen = targets.only(child, column, targets.look("stem", parts[start:]), itself=True)
        if chosen:
            return chosen
    return None


_WAYS: tuple[tuple[_Way, Confidence, str], ...] = (
    (_by_name, Confidence.LIKELY, "its name is that of the table and its key"),
    (_by_shared_words, Confidence.LIKELY, "its name is that of the table without the words that both begin with"),
    (_by_key_name, Confidence.LIKELY, "it is called as the key is"),
    (_upward, Confidence.LIKELY, "its name says that it is another row of the table"),
    (_by_role, Confidence.HINT, "the end of its name is that of the table"),
    (_by_person, Confidence.HINT, "its name says who did something"),
    (_run_together, Confidence.HINT, "its name, written together, is that of the table"),
    (_bare, Confidence.HINT, "references are called as their tables here"),
)  # fmt: skip


def _is_loose(way: _Way, targets: Targets, child: Entity, column: Attribute, found: Target) -> bool:
    """Whether a way that is plain in general is not so here: a key's name that says nothing of its table, and
    a parent that is told of in a yes or no (`is_parent`), in a table that joins others, or beside which the name says
    more."""
    if way is _by_key_name:
        named = named_part(column.name)
        ends = bool(named) and stem(found.name)[-len(named) :] == named
        ends = ends and len({one.table for one in targets.look("last", named[-1])}) < 2
        return not ends and not _is_called_after(found.name, column.name)
    if way is _upward:
        parts = words(column.name)
        joins = stem(child.name)[-1] in _JOINING and len(named_part(column.name)) > 1
        return parts[0] in ("is", "has") or joins or not _is_above(targets.facts, child, column)
    return False


def _is_above(facts: Facts, child: Entity, column: Attribute) -> bool:
    """Whether a parent is one of the same table: the name says no more (`parent_id`), or it may be missing, as it is
    for roots. The `registry_parent_id` that each registry has is what it lies in, and a root's is another's."""
    parts = named_part(column.name) or words(column.name)
    if parts[-1] != "parent" or parts == ("parent",):
        return True
    return "root" not in parts and not facts.is_required(child, column)


def _refers_by_bare_names(facts: Facts, filed: Directory[Target]) -> bool:
    """Whether it is the custom of this design to call a reference by its table's name alone, without id.

    A design without any foreign key shows its custom in what most columns that could be references are called.
    """
    counted = _counted_by_parent(facts)
    number = sum(number for number, _ in counted.values())
    if not number:
        columns = [one for table in facts.tables for one in facts.kept(_could_refer, table)]
        with_id = sum(("stem", named) in filed for named, _ in columns)
        return sum(("stem", name) in filed for _, name in columns) > max(_FEWEST_BARE, with_id)
    return sum(named for _, named in counted.values()) > _CUSTOM * number


def _counted_by_parent(facts: Facts) -> Mapping[str, tuple[int, int]]:
    """By table, how many foreign keys of one column lead to it, and how many of those columns are called as it is.
    After an edit only those tables are counted again that it concerns."""
    leading = facts.directory(_leading_by)
    note, lasting = facts.noted(_counted_by_parent)
    known: Mapping[str, tuple[int, int]] = {} if note is None or leading.changed is None else note
    counted: dict[str, tuple[int, int]] = {}
    for table in facts.schema.entities:
        count = known.get(table.id) if table.id in lasting and table.id not in (leading.changed or ()) else None
        if count is None:
            columns, name = leading.look(table.id), stem(table.name)
            count = len(columns), sum(one == name for one in columns)
        counted[table.id] = count
    facts.notes[_counted_by_parent] = counted
    return counted


def _leading_by(facts: Facts, table: Entity) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of each foreign key of one column, where it leads and what the column is called."""
    return tuple(
        (link.parent, stem(facts.schema.attribute(link.columns[0]).name))
        for link in facts.schema.references_from(table.id)
        if len(link.columns) == 1
    )


def _could_refer(facts: Facts, table: Entity) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Of the columns of a table that could refer to something: the table that each names with id, and without."""
    return tuple(
        (named_part(one.name), stem(one.name))
        for one in own_of(facts, table)
        if facts.family(one) in ("integer", "uuid") and stem(one.name) != stem(table.name)
    )
