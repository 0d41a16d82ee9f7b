"""Files that take long, for visitors of a shared link: made by a worker, of what the link shows and nothing beside it.

Links that show the same share the file. A visitor can have one file of a state of the design made at a time, and one
that failed is not tried again for a while, so that a link in wrong hands keeps no worker busy.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from designer.exporters.registry import Export
from designer.jobs import queue
from designer.jobs.kinds import Answer, JobFailed, Work
from designer.jobs.models import Job
from designer.store.models import ShareLink
from designer.store.shares import is_good
from designer.web.exporting import release
from designer.web.making import is_long, kept, make
from designer.web.visiting import Visit, shown_of

KIND = "shared_file"
_AGAIN = timedelta(hours=1)
"""After so long a file that failed, or that a member cancelled, may be asked for again."""


def file_of(visit: Visit, target: str) -> Export | None:
    """The file, made now where that is quick; None where a worker has to make it first. Raises ExportError."""
    if not is_long(visit.schema, target):
        return visit.file(target)
    return kept(visit.design.team_id, _key(visit, target))


def job_of(visit: Visit, target: str) -> Job | None:
    """The job that makes it, or the one that lately failed to."""
    found = queue.latest(KIND, visit.design, _key(visit, target))
    if found is None or found.is_open:
        return found
    lately = found.finished_at is not None and found.finished_at > timezone.now() - _AGAIN
    return found if lately and found.state != Job.DONE else None


def ask_for_file(visit: Visit, target: str) -> None:
    """Has a worker make it, unless one does, did, or could not a short while ago."""
    assert visit.link is not None
    if file_of(visit, target) is None and job_of(visit, target) is None:
        key = _key(visit, target)
        arguments = {"target": target, "key": key, "link": str(visit.link.id)}
        revision = visit.link.revision or visit.design.revision
        queue.start(KIND, visit.design, content=key, actor=None, revision=revision, arguments=arguments)


def write(work: Work) -> Answer:
    """The work of the job. Raises JobFailed where the link was taken back meanwhile."""
    link = ShareLink.objects.filter(team_id=work.job.team_id, id=work.arguments["link"]).first()
    if link is None or not is_good(link):
        raise JobFailed("The link was taken back.")
    return make(work, shown_of(link, work.schema))


def _key(visit: Visit, target: str) -> str:
    return f"shared-{target}-{release()}-{visit.scope}"
