"""A step before locks and hazards are said of it."""

from dataclasses import dataclass, replace

from designer.planning.model import Hazard, Phase
from designer.planning.stages import Stage
from designer.schema.schema import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Statements forward and back between two designs.

    after: None where helpers of the migration are there. saved: ids of what goes, but whose values the way back has.
    reads: whether it reads whole tables, which takes its time. writes: the id of a table that it fills row by row.
    """

    title: str
    phase: Phase
    before: Schema
    after: Schema | None
    up: tuple[str, ...]
    down: tuple[str, ...]
    transactional: bool = True
    reads: bool = False
    writes: str | None = None
    remarks: tuple[str, ...] = ()
    saved: frozenset[str] = frozenset()
    hazards: tuple[Hazard, ...] = ()


def of_stage(stage: Stage, phase: Phase = "direct") -> Draft:
    """The stage as it is. Raises NotExpressible."""
    up, remarks = _apart(stage.up())
    down, _ = _apart(stage.down())
    return Draft(
        title=stage.title, phase=phase, before=stage.before, after=stage.after, up=up, down=down, remarks=remarks
    )


def told_apart(draft: Draft) -> Draft:
    """The draft with remarks that stand among its statements among its remarks."""
    up, remarks = _apart(draft.up)
    down, _ = _apart(draft.down)
    return replace(draft, up=up, down=down, remarks=(*draft.remarks, *remarks))


def _apart(statements: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Statements, and remarks that stand among them."""
    remarks = tuple(text.removeprefix("--").strip() for text in statements if text.startswith("--"))
    return tuple(text for text in statements if not text.startswith("--")), remarks
