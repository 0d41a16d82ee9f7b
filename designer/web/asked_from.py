"""The page that a button stood on: what an action is answered with, or leads back to."""

from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse

from designer.store.models import Design
from designer.web.bench import Bench, open_bench

_PAGES = ("workbench", "workbench_entity", "findings", "finding")


def asked_from(request: HttpRequest, number: int, design: Design) -> tuple[str, Bench]:
    """(address, bench) of the page that `next` names: a workbench or the findings of this design, and no other.

    What the page's own query said is what the request then says.
    """
    path, _, query = (request.POST.get("next") or request.GET.get("next") or "").partition("?")
    key, page = None, ""
    try:
        match = resolve(path)
        if match.url_name in _PAGES and match.kwargs.get("number") == number:
            key, page = match.kwargs.get("key"), match.url_name
    except Resolver404:
        pass
    if page in ("", "finding"):
        path, query, page = reverse("findings", args=[number]), "" if not page else query, "findings"
    request.GET = QueryDict(query)
    url = f"{path}?{query}" if query else path

    def fetch(_: HttpRequest, __: int) -> Design:
        return design

    header = "findings" if page == "findings" else "workbench"
    try:
        return url, open_bench(request, number, key, page=header, fetch=fetch)
    except Http404:  # the entity has another name by now, or is gone
        return reverse("workbench", args=[number]), open_bench(request, number, page=header, fetch=fetch)
