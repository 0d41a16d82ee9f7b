"""All operations, put together."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from ninja import NinjaAPI

from designer.web.api import accounts, analysis, designs, exports, jobs, plans, reviewing, scores, threads, versions
from designer.web.api.reading import StrictParser
from designer.web.api.refusals import handle_refusals

api = NinjaAPI(
    title="Schema Designer",
    version="1",
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
)
for part in (accounts, designs, versions, analysis, scores, exports, plans, jobs, reviewing, threads):
    api.add_router("", part.router)
handle_refusals(api)

urlpatterns, _, _ = api.urls
for _pattern in urlpatterns:  # the token says who asks, not a session
    assert _pattern.callback is not None
    _pattern.callback = login_not_required(_pattern.callback)
