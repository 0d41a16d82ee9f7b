"""Calling a job off. What a job is about has a page of its own, which also shows how far it is."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from designer.jobs import queue
from designer.jobs.kinds import kind_named
from designer.web.access import get_design_for_viewer


@require_POST
def cancel_job(request: HttpRequest, number: int, job: UUID) -> HttpResponse:
    """Whoever may look may: a job changes nothing, and can be asked for again."""
    design = get_design_for_viewer(request, number)
    found = queue.job_of(design, job)
    if found is None:
        raise Http404("There is no such job.")
    queue.cancel(found)
    url = reverse(kind_named(found.kind).page, args=[number])
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{url}?{query}" if query else url, status=303)
