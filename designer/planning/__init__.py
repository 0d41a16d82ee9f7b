"""From two versions of a design to a migration: ordered, reversible, with its locks and hazards, and proved.

`plan(before, after, options)` answers a `Plan`, a value: steps with the statements that go forward and back.
`prove(plan)` runs it on a real server, there, back and there again, with rows in place. `files(plan, tool)` writes
it as the files of a migration tool.
"""

from designer.planning.formats import FORMATS, File, files
from designer.planning.model import CannotPlan, Hazard, Lock, Options, Plan, Step, Survival
from designer.planning.planner import plan, plan_changes
from designer.planning.proof import Proof, prove, prove_in_place
from designer.planning.survival import survival

__all__ = [
    "FORMATS",
    "CannotPlan",
    "File",
    "Hazard",
    "Lock",
    "Options",
    "Plan",
    "Proof",
    "Step",
    "Survival",
    "files",
    "plan",
    "plan_changes",
    "prove",
    "prove_in_place",
    "survival",
]
