"""Ways to read which table's key a column's name speaks of, from the plainest to the most allusive.

The first way that finds exactly one table of the same type, or a plain one that finds one of another size, decides. A
way that finds two says nothing, and the next one is asked: a reference is never invented between equals.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence
from designer.analysis.fixes import checks_on
from designer.analysis.implied_names import KEY_WORDS, is_over_people, looks_up, named_part, numberless
from designer.analysis.implied_targets import Target, Targets, same_type
from designer.schema.model import Attribute, Entity
from designer.schema.words import singular, stem, words

_SHORTEST = 5
"""Letters of a name run together that are enough to be found at the end of a longer one."""
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


@dataclass(frozen=True, slots=True)
class Named:
    """A table found by a name, how surely, and by what."""

    target: Target
    confidence: Confidence
    reason: str
    is_custom: bool = False
    """Whether the design's own foreign keys of columns of the same name, several of them, lead there."""


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
    own = targets.look("own name", "".join(numberless(column.name)))
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
    """`parent_id`, `reports_to`, `manager_id`: another row of the same table, or of the one whose versions it keeps.

    The manager of a department is no department: someone above is of the table of people where there is one."""
    if not looks_up(column):
        return None
    name = stem(child.name)
    if is_over_people(column) and name[-1] not in _PEOPLE and _people(targets):
        return None
    if name[-1] in _COPIED and (subject := targets.look("above", (name[:-1], column.name))):
        return targets.only(child, column, subject)  # a row of the subject's table, as in the subject itself
    return targets.only(child, column, targets.of(child), itself=True)


def _by_role(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`reported_user_id` is a user; `parent_folder_id` in folders is a folder."""
    named = named_part(column.name)
    parts = numberless(column.name)
    for start in range(1, len(parts)):
        found = [*targets.look("stem", named[start:]), *targets.look("own name", "".join(parts[start:]))]
        chosen = (
            targets.only(child, column, found, itself=True) if start < len(named) or len(parts) - start > 1 else None
        )
        if chosen:
            return chosen
    return None


def _by_person(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`creator_id`, `approved_by`, `manager_id` of departments: someone of the table of those who do things."""
    parts = tuple(part for part in words(column.name) if part not in KEY_WORDS)
    does = (parts[-1:] and parts[-1] in _ROLES) or is_over_people(column)
    done = len(parts) > 1 and parts[-1] == "by" and parts[-2] in _PARTICIPLES
    if not does and not done and "".join(parts) not in {f"{one}by" for one in _PARTICIPLES}:
        return None
    if targets.facts.family(column) == "text":
        return None
    found = _people(targets)
    return targets.only(child, column, found, itself=True) if found else None


def _people(targets: Targets) -> Sequence[Target]:
    """The keys of the table of those who do things."""
    return next((found for name in _PEOPLE if (found := targets.look("stem", (name,)))), ())


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


def _by_code(targets: Targets, child: Entity, column: Attribute) -> Target | None:
    """`currency char(3)` beside currencies, whose key is `code char(3)`; `billing_country char(2)` is a country.

    The lengths have to be the same, or the name has to say that it is a code; a list of the column's own says what it
    may hold."""
    facts = targets.facts
    if facts.family(column) != "text" or facts.type_of(column).dimensions or checks_on(facts, child, column):
        return None
    *front, last = words(column.name)
    says_so = last in ("code", "iso") and bool(front)
    named = (*front[:-1], singular(front[-1])) if says_so else (*front, singular(last))
    for start in range(len(named)):
        found = [
            one
            for one in targets.look("code", named[start:])
            if facts.type_of(one.key) == facts.type_of(column) and (says_so or facts.type_of(column).length)
        ]
        if found:
            return targets.only(child, column, found)
    return None


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
    (_by_code, Confidence.HINT, "it is called as the table, and its type is that of the table's code"),
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
    for roots. The `registry_parent_id` that each registry has is what it lies in, a root's is another's, and the
    `page_parent` of changes a page."""
    parts = named_part(column.name) or words(column.name)
    if parts[-1] != "parent" or parts == ("parent",):
        return True
    if stem(child.name)[1 - len(parts) :] != parts[:-1]:
        return False
    return "root" not in parts and not facts.is_required(child, column)
