"""The jobs of the pages."""

from designer.exporters.registry import ExportError
from designer.jobs.kinds import Answer, JobFailed, PersonalWork, Work, kind
from designer.web import importing, readings
from designer.web.verdicts import KIND, make_verdict


@kind(KIND, title="Verifying the DDL", page="verify", seconds=300, processor_seconds=180)
def verify(work: Work) -> Answer:
    """The PostgreSQL export on a throw-away server, as `designer verify --format json` prints it."""
    try:
        return make_verdict(work.job.team_id, work.schema, work.progress.step)
    except ExportError as error:
        raise JobFailed(str(error)) from error


@kind(
    importing.READING,
    title="Reading the source",
    page="import_preview",
    seconds=readings.SECONDS,
    processor_seconds=240,
)
def read_source(work: PersonalWork) -> Answer:
    """A long text or a database, for the preview of its import."""
    readings.read(work)
    return {}
