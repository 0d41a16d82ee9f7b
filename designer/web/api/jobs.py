"""Work that goes on after the answer: how far it is, what came of it, calling it off."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import Router

from designer.jobs import queue
from designer.jobs.models import Job
from designer.store.models import Scope
from designer.web.api.answer_shapes import JobOut
from designer.web.api.answers import answer
from designer.web.api.operation import operation
from designer.web.api.reach import design_for
from designer.web.api.shapes import Number

router = Router(tags=["Jobs"])
KINDS = ("api_export", "api_plan", "verify", "prove")
"""What the API starts; the jobs of pages have results in the pages' own shapes."""
_POLL_SECONDS = "2"


@operation(router, "GET", "/designs/{int:number}/jobs/{uuid:job}", Scope.READ, gives={200: JobOut})
def read_job(request: HttpRequest, number: Number, job: UUID) -> HttpResponse:
    """How far a job is; when it is done, its result."""
    found = _found(request, number, job)
    return answer(shown(request, found), headers={"Retry-After": _POLL_SECONDS} if found.is_open else None)


@operation(router, "DELETE", "/designs/{int:number}/jobs/{uuid:job}", Scope.READ, gives={200: JobOut})
def cancel_job(request: HttpRequest, number: Number, job: UUID) -> HttpResponse:
    """Calls a job off. It changes nothing, and can be asked for again."""
    queue.cancel(_found(request, number, job))
    return answer(shown(request, _found(request, number, job)))


def accepted(request: HttpRequest, job: Job) -> HttpResponse:
    """202, with where to ask how it goes."""
    where = {"Location": reverse("api:api_read_job", args=[job.design_id, job.id]), "Retry-After": _POLL_SECONDS}
    return answer(shown(request, job), 202, where)


def shown(request: HttpRequest, job: Job) -> dict[str, Any]:
    """A job."""
    where = reverse("api:api_read_job", args=[job.design_id, job.id])
    return {
        "id": str(job.id),
        "kind": job.kind,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "sentence": job.sentence,
        "error": job.error,
        "result": job.result,
        "url": request.build_absolute_uri(where),
    }


def _found(request: HttpRequest, number: int, job: UUID) -> Job:
    found = queue.job_of(design_for(request, number), job)
    if found is None or found.kind not in KINDS:
        raise Http404("There is no such job.")
    return found
