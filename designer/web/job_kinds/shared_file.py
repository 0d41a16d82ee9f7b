"""Files of shared links that take long."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.visitor_files import KIND, write


@kind(KIND, title="Writing a file of a shared link", page="shares", seconds=600, processor_seconds=300)
def write_shared_file(work: Work) -> Answer:
    """A file that takes longer than a visitor's request should."""
    return write(work)
