"""Whether a query in another form gives the same rows."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.rewriting import REWRITES, perform


@kind(REWRITES.kind, title="Comparing the rewrites", page="rewrites", seconds=600, processor_seconds=300)
def compare_rewrites(work: Work) -> Answer:
    """Both forms of each query on made rows, and their planner costs."""
    return perform(work)
