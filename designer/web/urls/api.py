"""The API for programs, its description, and the tokens that open it."""

from django.urls import path

from designer.web.api.app import urls
from designer.web.views import api_manual, tokens

urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("api/", api_manual.api_manual, name="api_manual"),
    path("api/v1/openapi.json", api_manual.openapi, name="openapi"),
    path("api/v1/", urls),
    path("api/v1/<path:rest>", api_manual.api_nothing, name="api_nothing"),
]
