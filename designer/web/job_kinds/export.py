"""Exports that take long."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.making import KIND, make


@kind(KIND, title="Writing the export", page="making", seconds=600, processor_seconds=300)
def write_export(work: Work) -> Answer:
    """An export that takes longer than a request should."""
    return make(work, work.schema)
