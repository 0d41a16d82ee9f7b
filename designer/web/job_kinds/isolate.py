"""What transactions do to each other."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.isolating import ISOLATION, perform


@kind(ISOLATION.kind, title="Running the transactions", page="isolation", seconds=600, processor_seconds=300)
def run_isolation(work: Work) -> Answer:
    """Two transactions at once at every isolation level, for each pattern of several statements."""
    return perform(work)
