"""Planning without data: a real PostgreSQL plans a design's access patterns as if the declared rows were there.

lab = open_lab()
if isinstance(lab, NoServer): …                 # its `reason` is shown where a proof would stand
with lab.design(schema, candidates=[(entity_id, index), …]) as planned:
    planned.explain(pattern)                    # with the design's own indexes
    planned.costs(patterns, indexes={index.id}) # what if: only these, a few milliseconds each
    planned.size(index.id).bytes
"""

from designer.lab.planner.buildable import LeftOut
from designer.lab.planner.design import Planned
from designer.lab.planner.full_copy import IndexSize
from designer.lab.planner.lab import Explained, Lab, explain, open_lab
from designer.lab.planner.measured import Measured, read_measured
from designer.lab.planner.results import (
    NoServer,
    Plan,
    PlannedPattern,
    PlannedStatement,
    PlanNode,
    Variant,
    plan_text,
)
from designer.lab.planner.volume import ColumnVolume, TableVolume
from designer.lab.planner.volumes import scaled, volume_of, volumes_of

__all__ = [
    "ColumnVolume",
    "Explained",
    "IndexSize",
    "Lab",
    "LeftOut",
    "Measured",
    "NoServer",
    "Plan",
    "PlanNode",
    "Planned",
    "PlannedPattern",
    "PlannedStatement",
    "TableVolume",
    "Variant",
    "explain",
    "open_lab",
    "plan_text",
    "read_measured",
    "scaled",
    "volume_of",
    "volumes_of",
]
