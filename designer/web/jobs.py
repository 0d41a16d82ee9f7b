"""Jobs as pages show them: `templates/components/job.html`."""

from typing import Any

from django.urls import reverse

from designer.jobs import queue
from designer.jobs.kinds import kind_named
from designer.jobs.models import Job, PersonalJob


def job_context(job: Job | None, target: str, query: str = "") -> dict[str, Any]:
    """For the component. target: CSS selector of the element whose contents the job's page replaces as the job goes
    on; query: what that page is asked with. Empty without a job."""
    if job is None:
        return {"job": None}
    found = kind_named(job.kind)
    return {
        "job": job,
        "job_title": found.title,
        "job_url": reverse(found.page, args=[job.design_id]) + query,
        "job_cancel": reverse("cancel_job", args=[job.design_id, job.id]) + query,
        "job_target": target,
        "job_query": query,
        "job_alone": job.state == Job.WAITING and not queue.has_workers(),
    }


def personal_job_context(job: PersonalJob | None, target: str, cancel: str) -> dict[str, Any]:
    """The same for a job of one person's. cancel: the address that calls it off."""
    if job is None:
        return {"job": None}
    found = kind_named(job.kind)
    return {
        "job": job,
        "job_title": found.title,
        "job_url": reverse(found.page, args=[job.subject]),
        "job_cancel": cancel,
        "job_target": target,
        "job_query": "",
        "job_alone": job.state == Job.WAITING and not queue.has_workers(),
    }
