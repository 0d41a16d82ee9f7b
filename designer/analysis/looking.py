"""Looking at a design by rule after rule, at no more than what an edit since an earlier look can affect."""

from collections.abc import Container, Hashable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from operator import is_
from typing import Any

from designer.analysis.facts import Facts
from designer.analysis.finding import Finding
from designer.analysis.nearby import Affected, affected, affected_but_for_schemas
from designer.analysis.rule import PatternRule, Rule, SummedRule, TableRule
from designer.analysis.watched import ASKED, BESIDE, Spoken


@dataclass(frozen=True, slots=True)
class Looked:
    """What a rule found, and what it takes to know whether it would find the same.

    read: what of the design's surroundings it read (see `watched`). parts: what a table rule has to say of single
    tables, by their ids, and around: its surroundings. As long as nothing else is gathered, the findings stay: they
    speak of these tables and those beside them only. Of a rule about patterns, what it says of each by its id.
    sums: those of all tables, by their ids, of a rule that rests on them.
    As long as `read` does not tell that it looked beside the table it judged, or at patterns, what is there does not
    matter.
    named, ordered: of which tables it matters what schemas are called (see `Spoken`). told: the schemas whose names the
    findings tell beside what was gathered, "" for any, or for what stands in an order that follows from them.
    """

    findings: tuple[Finding, ...]
    read: frozenset[str]
    around: Hashable = ()
    parts: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    sums: Mapping[str, Any] = field(default_factory=dict)
    named: Mapping[str, frozenset[str]] = field(default_factory=dict)
    ordered: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


class Look:
    """One look at a design by rule after rule, at no more than what an edit since an earlier look can affect."""

    def __init__(self, facts: Facts, before: Facts | None, looked: Mapping[str, Looked]) -> None:
        """before, looked: the facts of the design that this one was made from, and what the rules found there."""
        self.facts = facts
        self.looked: dict[str, Looked] = {}
        found = affected(before, facts) if before else None
        self._earlier = looked if found is not None else {}
        self._affected = found or Affected()
        self._but_for_schemas = affected_but_for_schemas(before, facts) if before else None
        self._focused: dict[frozenset[str], Facts] = {}
        since = facts.since
        self._around = since.around if since else frozenset()
        self._homes = since.homes | {""} if since else frozenset({""})
        patterns = before.patterns if before and self._earlier else ()
        self._standing = {id(one) for one in patterns if one.entities.isdisjoint(self._affected.near)}
        near = self._but_for_schemas.near if self._but_for_schemas else None
        unnamed = () if near is None else (one for one in patterns if one.entities.isdisjoint(near))
        self._else_standing = {id(one): one.pattern.id for one in unnamed}
        self._rehomed = since.rehomed if since else frozenset()
        self._in_place, self._in_order = bool(since and since.in_place), bool(since and since.in_order)
        self._are_same_tables = before is not None and before.places.keys() == facts.places.keys()
        self._renamed = _renamed(before, facts, self._affected.near) if before else frozenset()
        self._is_quiet = bool(since and since.quiet and before and _are_same(before.patterns, facts.patterns))

    def at(self, rule: Rule) -> Sequence[Finding]:
        """What a rule finds."""
        known = self._earlier.get(rule.code)
        if known and self._is_quiet and self._around.isdisjoint(known.read):
            looked = known
        elif isinstance(rule, TableRule) and rule.alone:
            looked = self._at_tables(rule, known)
        elif isinstance(rule, PatternRule):
            looked = self._at_patterns(rule, known)
        elif isinstance(rule, SummedRule):
            looked = self._at_sums(rule, known)
        else:
            read: set[str] = set()
            with self.facts.reading(read):
                looked = Looked(tuple(rule.check(self.facts)), frozenset(read))
        self.looked[rule.code] = looked
        return looked.findings

    def _at_tables(self, rule: TableRule, known: Looked | None) -> Looked:
        # Decisions are followed to the tables that they are about.
        if known and not (self._around - {"decisions"}).isdisjoint(known.read):
            known = None
        read = set(known.read) if known else set()
        with self.facts.reading(read, rested_on=rule.rests_on):
            around = (rule.surroundings(self.facts), *map(self.facts.whole, rule.rests_on))
        spoken = Spoken()
        if not known or known.around != around:
            by_table = self._gathered(rule, self.facts, read, spoken)
            findings, told = self._folded(rule, by_table, read)
            return Looked(findings, frozenset(read), around, by_table, {}, *_both(None, spoken), told)
        affected = self._within(known, read)
        again = self._gathered(rule, self._focused_on(affected), read, spoken) if affected else {}
        named, ordered = _both(known, spoken)
        told_as_before = self._is_told_as_before(known)
        if told_as_before and not again and affected.isdisjoint(known.parts):
            is_as_before = read == known.read and named is known.named and ordered is known.ordered
            return known if is_as_before else replace(known, read=frozenset(read), named=named, ordered=ordered)
        if rule.rests_on_gathered and told_as_before and self._say_the_same(affected, known.parts, again):
            parts = {**known.parts, **again}
            return Looked(known.findings, frozenset(read), around, parts, {}, named, ordered, known.told)
        by_table = {key: found for key, found in known.parts.items() if key not in affected} | again
        findings, told = self._folded(rule, by_table, read)
        return Looked(findings, frozenset(read), around, by_table, {}, named, ordered, told)

    def _within(self, known: Looked, read: Container[str]) -> frozenset[str]:
        """The tables that a rule that read this has to look at again."""
        every = _reached(self._affected, read)
        if self._but_for_schemas is None:
            return every
        speaks = self._speaks(known)
        if "" in speaks:
            return every
        return _reached(self._but_for_schemas, read) | (every & speaks)

    def _speaks(self, known: Looked) -> frozenset[str]:
        """To what of that which a rule judges the names of schemas matter, after this edit."""
        named = (known.named[one] for one in self._homes if one in known.named)
        return frozenset().union(*named, () if self._in_order else known.ordered)

    def _is_told_as_before(self, known: Looked) -> bool:
        """Whether the findings of a rule would be the same of the same tables as far as names of schemas go."""
        if self._but_for_schemas is None:
            return True
        stands = self._in_order or not known.findings or self._rehomed.isdisjoint(known.parts)
        return stands and self._homes.isdisjoint(known.told)

    def _focused_on(self, tables: frozenset[str]) -> Facts:
        if tables not in self._focused:
            self._focused[tables] = self.facts.focused(tables)
        return self._focused[tables]

    def _gathered(self, rule: TableRule, facts: Facts, read: set[str], spoken: Spoken) -> dict[str, tuple[Any, ...]]:
        """What a rule has to say of the tables to judge, by their ids. read, spoken: take down what it reads."""
        found: dict[str, list[Any]] = {}
        with facts.reading(read, own=(), spoken=spoken, rested_on=rule.rests_on) as readings:
            for one in rule.gather(facts):
                table = _table_of(one)
                if table != readings.judged:  # as it is said of another table, it is not known what of
                    spoken.named.setdefault("", set()).add("")
                found.setdefault(table, []).append(one)
        return {table: tuple(members) for table, members in found.items()}

    def _folded(
        self, rule: TableRule, by_table: Mapping[str, tuple[Any, ...]], read: set[str]
    ) -> tuple[tuple[Finding, ...], frozenset[str]]:
        """The findings of all that was gathered, and the schemas that they tell of. Of the tables that it was gathered
        of the rule may read anything."""
        in_order = sorted(by_table, key=self.facts.places.__getitem__)
        spoken = Spoken()
        with self.facts.reading(read, own=by_table, spoken=spoken, rested_on=rule.rests_on):
            findings = tuple(rule.fold(self.facts, [one for table in in_order for one in by_table[table]]))
        return findings, frozenset({*spoken.named, ""} if spoken.ordered else spoken.named)

    def _say_the_same(
        self, tables: Iterable[str], before: Mapping[str, tuple[Any, ...]], after: Mapping[str, tuple[Any, ...]]
    ) -> bool:
        """Whether nothing else is said of these tables than before, nor are they and their columns renamed."""
        said = (table for table in tables if table in before or table in after)
        return all(before.get(one) == after.get(one) and one not in self._renamed for one in said)

    def _at_sums(self, rule: SummedRule, known: Looked | None) -> Looked:
        if known and not self._around.isdisjoint(known.read):
            known = None
        read = set(known.read) if known else set()
        lasting = self.facts.since.lasting if known and self.facts.since else frozenset()
        with self.facts.reading(read):
            fresh = {
                one.id: self.facts.kept(rule.sum_of, one) for one in self.facts.schema.entities if one.id not in lasting
            }
            if known and self._is_summed_as_before(known, fresh):
                return Looked(known.findings, frozenset(read), sums={**known.sums, **fresh})
            held = known.sums if known else {}
            sums = {one: fresh[one] if one in fresh else held[one] for one in self.facts.places}
            findings = tuple(rule.judge(self.facts, sums))
        return Looked(findings, frozenset(read), sums=sums)

    def _is_summed_as_before(self, known: Looked, fresh: Mapping[str, Any]) -> bool:
        """Whether a rule would find the same of these sums, and of the others, which are as they were."""
        if not (self._in_place or (self._are_same_tables and not known.findings)):
            return False
        return all(known.sums[one] == found for one, found in fresh.items())

    def _at_patterns(self, rule: PatternRule, known: Looked | None) -> Looked:
        # Decisions are no matter of patterns: a rule that reads them looks at all.
        if known and not self._around.isdisjoint(known.read):
            known = None
        read = set(known.read) if known else set()
        spoken = Spoken()
        parts: dict[str, tuple[Any, ...]] = {}
        standing = self._standing_for(known) if known else frozenset[int]()
        if known and rule.says_as_it_is and self._stand_all(known, standing):
            return known
        with self.facts.reading(read, spoken=spoken) as readings:
            for one in self.facts.patterns:
                key = readings.judged = one.pattern.id
                if known and id(one) in standing:
                    parts[key] = known.parts[key]
                else:
                    parts[key] = tuple(rule.of_pattern(self.facts, one))
        with self.facts.reading(read):
            findings = tuple(rule.fold(self.facts, [one for part in parts.values() for one in part]))
        named, ordered = _both(known, spoken)
        return Looked(findings, frozenset(read), parts=parts, named=named, ordered=ordered)

    def _stand_all(self, known: Looked, standing: Container[int]) -> bool:
        """Whether these are all the patterns of the design, in the order in which they were looked at."""
        patterns = self.facts.patterns
        are_same = len(patterns) == len(known.parts) and all(id(one) in standing for one in patterns)
        return are_same and all(one.pattern.id == key for one, key in zip(patterns, known.parts, strict=True))

    def _standing_for(self, known: Looked) -> Set[int]:
        """The parsed patterns, by their ids, of which a rule would say the same."""
        speaks = self._speaks(known) if self._else_standing else frozenset[str]()
        if not self._else_standing or "" in speaks:
            return self._standing
        return self._standing | {one for one, pattern in self._else_standing.items() if pattern not in speaks}


def _renamed(before: Facts, after: Facts, tables: Iterable[str]) -> frozenset[str]:
    """Those of the tables that are called otherwise, or have columns that are."""
    very_same = after.since.same if after.since else frozenset[str]()
    return frozenset(one for one in tables if one not in very_same and not _is_called_alike(before, after, one))


def _is_called_alike(before: Facts, after: Facts, table: str) -> bool:
    if table not in before.places or table not in after.places:
        return False
    old, new = before.schema.entity(table), after.schema.entity(table)
    if old is new:
        return before.name(old) == after.name(new)
    columns = [[(each.id, each.name) for each in one.attributes] for one in (old, new)]
    return (before.name(old), old.schema) == (after.name(new), new.schema) and columns[0] == columns[1]


def _are_same(before: Sequence[Any], after: Sequence[Any]) -> bool:
    """Whether both hold the very same values in the same order."""
    return len(before) == len(after) and all(map(is_, before, after))


def _reached(affected: Affected, read: Container[str]) -> frozenset[str]:
    """The affected tables that matter to a rule that read this."""
    if BESIDE in read:
        return affected.near
    return affected.asked if ASKED in read else affected.own


def _both(known: Looked | None, spoken: Spoken) -> tuple[Mapping[str, frozenset[str]], frozenset[str]]:
    """Of which tables the names of schemas matter, with those of an earlier look."""
    named: dict[str, frozenset[str]] = dict(known.named) if known else {}
    ordered = known.ordered if known else frozenset[str]()
    more = {one: tables for one, tables in spoken.named.items() if not tables <= named.get(one, frozenset())}
    named |= {one: named.get(one, frozenset()) | tables for one, tables in more.items()}
    return (
        known.named if known and not more else named,
        ordered if spoken.ordered <= ordered else ordered | spoken.ordered,
    )


def _table_of(gathered: Any) -> str:
    """The id of the table that something was gathered of."""
    return str(gathered.subject.entity if isinstance(gathered, Finding) else gathered.entity.id)
