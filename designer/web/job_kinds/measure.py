"""How long access patterns take."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.measuring import KIND, perform


@kind(
    KIND,
    title="Measuring the access patterns",
    page="measured",
    seconds=1200,
    processor_seconds=900,
    memory_mb=4096,
)
def measure_patterns(work: Work) -> Answer:
    """The access patterns run on made rows, without and with the recommended indexes."""
    return perform(work)
