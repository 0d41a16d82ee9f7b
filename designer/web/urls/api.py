"""The API for programs, its description, and the tokens that open it."""

from django.urls import path

from designer.web.urls.later import Later, addresses_later
from designer.web.views import tokens

_MANUAL = "designer.web.views.api_manual"

urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<uuid:token>/revoke/", tokens.token_revoke, name="token_revoke"),
    path("api/", Later(_MANUAL, "api_manual"), name="api_manual"),
    path("api/v1/openapi.json", Later(_MANUAL, "openapi"), name="openapi"),
    addresses_later("api/v1/", "designer.web.api.app", namespace="api"),
    path("api/v1/<path:rest>", Later(_MANUAL, "api_nothing"), name="api_nothing"),
]
