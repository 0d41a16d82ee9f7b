"""Dividing a table that is there into partitions, otherwise than it was, or no more.

PostgreSQL has no statement for it: a new table is made beside the old one. Online: (1) expand: the new table, empty,
with all its keys, indexes and foreign keys, and triggers that write to it what is written to the old one; (2) backfill
in batches; (3) validate: a look that both hold the same, foreign keys of other tables to the new one; (4) switch: in
one short transaction the two change names, views and triggers move over, numbers go on, and from then on what is
written to the new table is written to the old one, so that the way back loses nothing; (5) contract: the old table
goes. Direct: all of that at once while nobody else reads or writes.
"""

from collections.abc import Iterator
from dataclasses import replace

from designer.exporters.postgres.changes import sql_between
from designer.exporters.postgres.naming import qualified
from designer.exporters.postgres.text import literal
from designer.planning.bodies import quoted_body
from designer.planning.bounds import fits
from designer.planning.drafts import Draft, of_stage
from designer.planning.identities import becoming_identity, handed_over, place
from designer.planning.light import is_small
from designer.planning.mirroring import Mirror, Statements, identifying
from designer.planning.model import CannotPlan, Hazard, Options, Phase
from designer.planning.online import refined
from designer.planning.repartitioned import can_be_divided, parts_and_table
from designer.planning.repartitioned_designs import Designs
from designer.planning.stages import Stage
from designer.planning.waiting import waiting
from designer.schema.model import Attribute, Entity, Relationship
from designer.schema.ordering import in_order
from designer.schema.schema import Schema


def repartitioned(before: Schema, after: Schema, tables: tuple[str, ...], options: Options) -> Iterator[Draft]:
    """The drafts from a design to one in which these tables are divided otherwise. Raises CannotPlan."""
    at = before
    for table in tables:
        goal = after if table == tables[-1] else parts_and_table(at, after, table)
        can_be_divided(goal, goal.entity(table), options)
        way = _Way(at, goal, table, options)
        small = is_small(before.entity(table), options)
        yield from (way.at_once(),) if options.strategy == "direct" or small else way.run()
        at = goal


class _Way(Designs):
    """The steps of one table."""

    def __init__(self, before: Schema, goal: Schema, table: str, options: Options) -> None:
        super().__init__(before, goal, table, lazily=options.target_version >= 18)
        self.options = options
        self.own = self.both.entity(self.table).name

    def at_once(self) -> Draft:
        """Everything in one transaction."""
        there, back = self._mirror(), self._follower()
        return Draft(
            title=f"divide {self.own} anew" if self.end.entity(self.new).partition_by else f"make {self.own} one table",
            phase="direct",
            before=self.before,
            after=self.goal,
            reads=True,
            up=(
                *sql_between(self.before, self.both), _locked(there.there), there.copied(),
                *sql_between(self.both, self.aside), *sql_between(self.aside, self.ready),
                *sql_between(self.ready, self.released), *self._over(),
                *sql_between(self.switched, self.end),
            ),
            down=(
                *sql_between(self.end, self.switched), _locked(back.there), back.copied(), *self._back(),
                *sql_between(self.released, self.aside), *sql_between(self.aside, self.both),
                *sql_between(self.both, self.before),
            ),
            hazards=(*self._refusing(), *self._alone()),
        )  # fmt: skip

    def run(self) -> Iterator[Draft]:
        """The drafts in their order."""
        for schema, table in ((self.both, self.new), (self.switched, self.table)):
            if identifying(schema, schema.entity(table)) is None:
                raise CannotPlan(
                    f"{self.said} has no key of filled columns that is checked at once, before and after: without one"
                    " rows of the two tables cannot be told to be the same, while others write; give it one, or take"
                    " the direct strategy"
                )
        made, gone = self._mirror().triggers()
        entity = self.both.entity(self.new)
        yield of_stage(Stage(f"create {entity.name} beside {self.own}", self.before, self.both), "expand")
        yield Draft(
            title=f"write to {entity.name} what is written to {self.own}", phase="expand", before=self.both,
            after=None, up=made, down=gone, hazards=tuple(self._refusing()),
        )  # fmt: skip
        yield self._fill(f"copy {self.own} in batches", self.both, self._mirror().filling(self.options))
        yield self._look()
        yield from self._referring(entity)
        for link in self.old_references:
            yield from self._release(link)
        yield self._switch(made, gone)
        yield from self._late()
        yield from self._contract()

    # Steps

    def _mirror(self) -> Mirror:
        return Mirror(self.both, self.both.entity(self.table), self.both.entity(self.new))

    def _follower(self) -> Mirror:
        return Mirror(self.switched, self.switched.entity(self.new), self.switched.entity(self.table), "follow")

    def _fill(self, title: str, schema: Schema, block: str, phase: Phase = "backfill") -> Draft:
        remark = f"the copying of {self.said} commits after each {self.options.batch_rows} rows and can be run again"
        return Draft(
            title=title, phase=phase, before=schema, after=schema, up=(block,), down=("SELECT 1;",),
            transactional=False, remarks=(remark,), writes=self.table,
        )  # fmt: skip

    def _look(self) -> Draft:
        mirror = self._mirror()
        return Draft(
            title=f"look that {self.both.entity(self.new).name} holds what {self.own} does", phase="validate",
            before=self.both, after=None, up=(mirror.looked(), f"ANALYZE {mirror.here};"), down=("SELECT 1;",),
            reads=True,
        )  # fmt: skip

    def _referring(self, entity: Entity) -> Iterator[Draft]:
        """Foreign keys of other tables to the new one, beside those to the old."""
        if self.new_references:
            aside = of_stage(Stage(f"keep names for what refers to {entity.name}", self.both, self.aside), "validate")
            for draft in (aside, *refined(Stage(f"refer to {entity.name}", self.aside, self.ready), self.options)):
                if draft.up:
                    yield replace(draft, phase="validate", after=None)

    def _release(self, link: Relationship) -> Iterator[Draft]:
        """A foreign key to the old table goes; its way back validates it apart from adding it."""
        lazy = replace(link, validated=False, comment=None)
        valid = _with_link(self.released, replace(lazy, validated=link.validated))
        partitioned = self.before.entity(link.child).partition_by is not None and not self.lazily
        title = f"let {link.name} go"
        if link.validated and not partitioned:
            yield Draft(
                title=f"{title}: its way back is validated last", phase="switch", before=self.ready, after=None,
                up=("SELECT 1;",), down=sql_between(_with_link(self.released, lazy), valid),
            )  # fmt: skip
            valid = _with_link(self.released, lazy)
        yield Draft(
            title=title, phase="switch", before=self.ready, after=None, up=sql_between(valid, self.released),
            down=sql_between(self.released, valid),
        )  # fmt: skip

    def _switch(self, made: Statements, gone: Statements) -> Draft:
        follow, unfollow = self._follower().triggers()
        filled = [one.name for one in self.code(self.end) if one.kind == "materialized view"]
        words = [f"{one} is filled again in the switch, while {self.said} waits" for one in filled]
        words += [
            f"{one.name} names {self.said}: if it takes or gives rows of it, make it anew at the switch, as it goes on"
            " with the old table's"
            for one in self.end.opaque
            if one.kind in ("function", "procedure") and self.new in one.requires
        ]
        return Draft(
            title=f"the new table is {self.own} from here on",
            phase="switch",
            before=self.released,
            after=None,
            up=(_waiting(self._mirror()), *gone, *self._over(), *follow),
            down=(_waiting(self._follower()), *unfollow, *self._back(), *made),
            remarks=(
                *words,
                f"{self.said}: a publication that names it goes on with the old table until it is told otherwise",
            ),
            hazards=tuple(self._alone()),
        )

    def _over(self) -> tuple[str, ...]:
        """The old table steps aside, the new one takes its name, its numbers, its rights and what stands on it."""
        return (
            _rights(self.released, self.table, self.new),
            *sql_between(self.released, self.uncoded),
            *sql_between(self.uncoded, self.left),
            *sql_between(self.left, self.renamed),
            *self._numbers(self.table, self.new, self.handed),
            *sql_between(self.handed, self.switched),
        )

    def _back(self) -> tuple[str, ...]:
        return (
            _rights(self.switched, self.new, self.table),
            *sql_between(self.switched, self.handed),
            *sql_between(self.renamed, self.left),
            *sql_between(self.left, self.uncoded),
            *self._numbers(self.new, self.table, self.uncoded),  # a sequence is named after its table
            *sql_between(self.uncoded, self.released),
        )

    def _numbers(self, leaving: str, taking: str, goal: Schema) -> Iterator[str]:
        """Identity columns of the one table handed to the other."""
        named: dict[str, Attribute] = {one.name: one for one in self.handed.entity(leaving).attributes}
        for one in goal.entity(taking).attributes:
            if one.identity:
                old, new = goal.entity(leaving), goal.entity(taking)
                yield handed_over(
                    place(goal, old, named[one.name]), place(goal, new, one), becoming_identity(goal, new, one)
                )

    def _late(self) -> Iterator[Draft]:
        """A foreign key of the table to itself, which came without being checked."""
        for link in self.switched.relationships:
            final = next((one for one in self.end.relationships if one.id == link.id), link)
            if link.validated != final.validated:
                there = _with_link(self.switched, final)
                yield Draft(
                    title=f"validate {link.name}", phase="validate", before=self.switched, after=None,
                    up=sql_between(self.switched, there), down=("SELECT 1;",), reads=True,
                )  # fmt: skip

    def _contract(self) -> Iterator[Draft]:
        follow, unfollow = self._follower().triggers()
        gone = self.gone()
        old = self.switched.entity(self.table).name
        filling = self._follower().filling(self.options)
        yield replace(
            self._fill(f"from here on the way back fills {old} again", self.switched, filling, "contract"),
            after=None, up=("SELECT 1;",), down=(filling,), remarks=(), writes=None,
        )  # fmt: skip
        yield Draft(
            title=f"drop {old}", phase="contract", before=self.switched, after=None,
            up=(*unfollow, *sql_between(self.switched, gone)), down=(*sql_between(gone, self.switched), *follow),
        )  # fmt: skip

    # What is said

    def _refusing(self) -> Iterator[Hazard]:
        entity = self.end.entity(self.new)
        rows = fits(self.end, entity)
        if rows is not None:
            yield Hazard(
                "MG080",
                f"a row that fits in no partition of {self.said} is refused from here on, and with it whoever writes"
                " it",
                f"add a DEFAULT partition, or look before: SELECT count(*) FROM {self.said} WHERE ({rows}) IS NOT TRUE",
            )

    def _alone(self) -> Iterator[Hazard]:
        kept = [set(key.columns) for key in self.end.entity(self.new).keys]
        for key in self.before.entity(self.table).keys:
            if {self.ids[one] for one in key.columns} not in kept:
                columns = ", ".join(self.before.names(key.columns))
                yield Hazard(
                    "MG081",
                    f"({columns}) alone is not kept unique in {self.said} any more: ON CONFLICT ({columns}) fails from"
                    " here on, and rows that agree in it are accepted",
                    "let code name a whole key, and numbers come from one sequence",
                )


def _with_link(schema: Schema, link: Relationship) -> Schema:
    rest = tuple(one for one in schema.relationships if one.id != link.id)
    return in_order(replace(schema, relationships=(*rest, link)))


def _locked(table: str) -> str:
    return f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE;"


def _waiting(mirror: Mirror) -> str:
    """Both tables in the order in which whoever writes to the first one has them."""
    return waiting((_locked(mirror.there), _locked(mirror.here)))


def _rights(schema: Schema, leaving: str, taking: str) -> str:
    """The owner and the rights of one table for another one, whatever the design says of them."""
    old, new = (literal(qualified(schema, schema.entity(one))) for one in (leaving, taking))
    body = f"""
DECLARE
    one record;
    part regclass;
BEGIN
    FOR one IN SELECT a.privilege_type, a.is_grantable, a.grantee, c.attname FROM (
            SELECT NULL::name AS attname, relacl AS acl FROM pg_class WHERE oid = {old}::regclass
            UNION ALL SELECT attname, attacl FROM pg_attribute WHERE attrelid = {old}::regclass AND NOT attisdropped
        ) AS c, aclexplode(c.acl) AS a
    LOOP
        EXECUTE format('GRANT %s%s ON %s TO %s%s', one.privilege_type,
            CASE WHEN one.attname IS NULL THEN '' ELSE format(' (%I)', one.attname) END, {new}::regclass,
            CASE WHEN one.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(one.grantee)) END,
            CASE WHEN one.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
    FOR part IN SELECT relid FROM pg_partition_tree({new}::regclass) UNION SELECT {new}::regclass LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO %I', part,
            (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = {old}::regclass));
    END LOOP;
END
"""
    return f"DO {quoted_body(body, 'rights')};"
