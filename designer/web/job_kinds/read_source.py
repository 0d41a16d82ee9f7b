"""Sources that take long to read."""

from designer.jobs.kinds import Answer, PersonalWork, kind
from designer.web import readings
from designer.web.importing import READING


@kind(
    READING,
    title="Reading the source",
    page="import_preview",
    seconds=readings.SECONDS,
    processor_seconds=240,
)
def read_source(work: PersonalWork) -> Answer:
    """A long text or a database, for the preview of its import."""
    readings.read(work)
    return {}
