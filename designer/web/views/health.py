"""For whoever keeps the processes running: does this one live, can it serve, and what has it done?"""

import secrets
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST
from psycopg_pool import PoolTimeout

from designer.web.metrics import exposition

_QUEUE = "SELECT 1 FROM procrastinate_jobs LIMIT 1"


@require_safe
@never_cache
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """200 as long as this process answers; a database that is away is no reason to start it anew."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """200 when pages can be served: the database answers, has the tables of this version, and the queue's. 503 when
    not; then the process gets no requests, and is left running."""
    found = _readiness()
    fine = set(found.values()) == {"ok"}
    return JsonResponse({"ready": fine, "checks": found}, status=200 if fine else 503)


@require_safe
@never_cache
@login_not_required
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with the installation's own token; without that, or with no token set, it is not there."""
    token = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not token or not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise Http404
    try:
        return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)
    except (DatabaseError, PoolTimeout):
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")


def _readiness() -> dict[str, str]:
    """Says no more than which part is not ready: anybody may ask."""
    found = dict.fromkeys(("database", "migrations", "queue"), "not reached")
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
        found["database"] = "ok"
        found["migrations"] = "ok" if _newest() <= applied else "not applied"
        with connection.cursor() as cursor:
            cursor.execute(_QUEUE)
        found["queue"] = "ok"
    except (DatabaseError, PoolTimeout):
        pass
    return found


@cache
def _newest() -> frozenset[tuple[str, str]]:
    """The last migration of each app. A database that is ahead of this version, as while processes are replaced one
    after the other, has them too."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
