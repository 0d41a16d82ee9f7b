"""What a real server says of the DDL."""

from designer.exporters.registry import ExportError
from designer.jobs.kinds import Answer, JobFailed, Work, kind
from designer.web.verdicts import KIND, make_verdict


@kind(KIND, title="Verifying the DDL", page="verify", seconds=300, processor_seconds=180)
def verify(work: Work) -> Answer:
    """The PostgreSQL export on a throw-away server, as `designer verify --format json` prints it."""
    try:
        return make_verdict(work.job.team_id, work.schema, work.progress.step)
    except ExportError as error:
        raise JobFailed(str(error)) from error
