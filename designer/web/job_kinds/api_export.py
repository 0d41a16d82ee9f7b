"""Pictures and documents for programs."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.api.exports import KIND, perform


@kind(KIND, title="Writing the export", page="export", seconds=300, processor_seconds=240)
def export_for_program(work: Work) -> Answer:
    """A picture or a document of a large design, for the API."""
    return perform(work)
