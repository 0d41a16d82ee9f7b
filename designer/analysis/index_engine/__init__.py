"""The index engine: which indexes a design should have, by the planner's own costs at the declared volumes.

lab = open_lab()
found = recommend(schema, lab, budget_bytes=500_000_000)
found.indexes, found.rejected, found.rewrites, found.not_proved, found.existing, found.robustness
"""

from designer.analysis.index_engine.progress import Cancelled, Progress
from designer.analysis.index_engine.proving import prove
from designer.analysis.index_engine.recommend import recommend
from designer.analysis.index_engine.recommendation import (
    Fragile,
    Idle,
    NotProved,
    Recommendation,
    Recommended,
    Rejected,
    Rewritten,
    Scaled,
    Served,
)

__all__ = [
    "Cancelled",
    "Fragile",
    "Idle",
    "NotProved",
    "Progress",
    "Recommendation",
    "Recommended",
    "Rejected",
    "Rewritten",
    "Scaled",
    "Served",
    "prove",
    "recommend",
]
