"""Every address of the application; each app names its own."""

from django.urls import URLPattern, URLResolver, include, path

from designer.web.patience import server_error
from designer.web.views.health import health, metrics, ready
from designer.web.views.refusals import bad_request

handler400 = bad_request
handler500 = server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
    path("ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/two-steps/", include("allauth.mfa.urls")),
    path("", include("designer.web.urls")),
]
