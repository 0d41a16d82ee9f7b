"""Running a race: on a throw-away server, once without the mechanism and once with it, statement by statement."""

from dataclasses import dataclass, replace
from typing import Any

import psycopg

from designer.analysis.facts import Facts
from designer.analysis.invariant_forms import is_of_columns
from designer.analysis.mechanisms import mechanism_for
from designer.analysis.races.scripts import NoRace, Race, race_for
from designer.analysis.races.sessions import interleaved, said_by, saying, sessions
from designer.exporters.registry import export
from designer.lab.proof import ProofDatabase, proof_database
from designer.schema.apply import apply
from designer.schema.changes import Add
from designer.schema.model import Exclusion, ExclusionElement, Extension, Invariant
from designer.schema.schema import Schema
from designer.schema.subset import subset
from designer.sql.identifiers import quote_identifier
from designer.sql.splitting import split


@dataclass(frozen=True, slots=True)
class Step:
    """session: A or B. said: what the server answered: rows, an error, or nothing. waited: for the other session."""

    session: str
    sql: str
    said: str
    waited: bool = False
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run. broken: whether the rule is broken once both sessions are done."""

    steps: tuple[Step, ...]
    broken: bool


@dataclass(frozen=True, slots=True)
class Raced:
    """without: as the design would be without the mechanism; kept: with it. mechanism: its name, in SQL or words.

    holds: the race breaks the rule without the mechanism, and does not with it.
    """

    server: str
    mechanism: str
    without: Outcome
    kept: Outcome

    @property
    def holds(self) -> bool:
        """Whether the run shows what it is meant to show."""
        return self.without.broken and not self.kept.broken


def race(schema: Schema, invariant: Invariant) -> Raced:
    """Both runs of a rule's race, on the rule's own table alone.

    Raises NoRace where none can be written or the server refuses its rows, ServerUnavailable where there is no server.
    """
    script = race_for(schema, invariant)
    bare = _bare(schema, invariant)
    own = next(one for one in bare.invariants if one.id == invariant.id)
    if own.kind == "exactly one" and not is_of_columns(own):  # two at once break the half of it that an index keeps
        own = replace(own, kind="at most one")
    mechanism = mechanism_for(Facts(bare), own)
    if not mechanism.changes and not script.kept_by:
        raise NoRace(f"No constraint keeps this rule by itself: {mechanism.name}.")
    guarded = bare if script.kept_by else apply(_without_extensions(bare, mechanism.changes), bare)
    with proof_database() as database:
        without = _run(database, bare, script, kept=False)
        kept = _run(database, guarded, script, kept=True)
        return Raced(database.server, script.kept_by or mechanism.name, without, kept)


def _bare(schema: Schema, invariant: Invariant) -> Schema:
    """The rule's table by itself: no foreign keys, and none of the constraints that keep a rule."""
    alone = subset(schema, {invariant.entity})
    table = alone.entity(invariant.entity)
    stripped = replace(
        table, uniques=(), checks=(), exclusions=(), indexes=(), partition_by=None, partition_of=None, inherits=(),
        row_security=None, tablespace=None, options=table.options,
    )  # fmt: skip
    return replace(alone, entities=(stripped,), relationships=())


def _without_extensions(schema: Schema, changes: tuple[Any, ...]) -> tuple[Any, ...]:
    """The mechanism in a form that a server without extensions knows: equality inside an exclusion becomes the overlap
    of two ranges of one value."""
    return tuple(
        replace(one, value=_plain(schema, one.value)) if isinstance(one, Add) else one
        for one in changes
        if not (isinstance(one, Add) and isinstance(one.value, Extension))
    )


def _plain(schema: Schema, value: Any) -> Any:
    if not isinstance(value, Exclusion):
        return value
    return replace(value, elements=tuple(_overlapping(schema, one) for one in value.elements))


def _overlapping(schema: Schema, one: ExclusionElement) -> ExclusionElement:
    if one.operator != "=" or one.column is None:
        return one
    name = quote_identifier(schema.attribute(one.column).name, "postgres")
    number = f"hashtext(({name})::text)"
    return ExclusionElement(expression=f"int4range({number}, {number}, '[]')", operator="&&")


def _run(database: ProofDatabase, schema: Schema, script: Race, *, kept: bool) -> Outcome:
    with database.connect() as session:
        session.execute("DROP SCHEMA IF EXISTS public CASCADE")
        try:
            for one in schema.schemas:
                if one.name != "public":
                    session.execute(f"DROP SCHEMA IF EXISTS {quote_identifier(one.name, 'postgres')} CASCADE")
            session.execute("CREATE SCHEMA public")
            for statement in split(export(schema, "postgres").text, "postgres"):
                if not statement.text.upper().startswith("CREATE SCHEMA PUBLIC"):
                    session.execute(statement.text)
            for row in script.rows:
                session.execute(row)
        except psycopg.Error as error:
            raise NoRace(f"The server refuses the table or its rows: {said_by(error)}.") from None
        steps = _interleaved(database, script.steps(kept))
        if script.broken is None:
            looks = [step.said for step in steps if step.sql in (*script.looks, *script.kept_looks)]
            return Outcome(steps, len(set(looks)) < len(looks))
        return Outcome(steps, bool(session.execute(script.broken).fetchall()))


def _interleaved(database: ProofDatabase, steps: tuple[tuple[str, str], ...]) -> tuple[Step, ...]:
    """Sends each statement when its turn comes; one that waits is overtaken by the other session."""
    with sessions(database, "AB") as held:
        answers = interleaved(held, [(name, saying(text)) for name, text in steps])
    return tuple(Step(name, one.sql, one.said, one.waited, bool(one.failed)) for name, one in answers)
