"""Every address of the application; each app names its own."""

from django.urls import URLPattern, URLResolver, path

from designer.web.views.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", health, name="health"),
]
