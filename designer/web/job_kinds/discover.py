"""What rows say of their columns."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.discovering import KIND, look


@kind(
    KIND,
    title="Looking at the data",
    page="discovery",
    seconds=900,
    processor_seconds=600,
    memory_mb=4096,
)
def discover_data(work: Work) -> Answer:
    """Keys, dependencies and references in files of rows."""
    return look(work)
