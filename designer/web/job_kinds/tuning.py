"""What access patterns cost."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.tuning.keeping import KIND
from designer.web.tuning.making import make


@kind(
    KIND,
    title="Planning the access patterns",
    page="tuning",
    seconds=1800,
    processor_seconds=1200,
)
def plan_patterns(work: Work) -> Answer:
    """Costs, indexes and growth of a design's access patterns, by a planner that takes its rows to be there."""
    return make(work)
