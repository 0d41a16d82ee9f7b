"""The app's place in Django."""

from django.apps import AppConfig
from django.core.checks import register

from designer.web.checks import check_configuration, check_deployment


class WebConfig(AppConfig):
    """Views, forms, template tags and management commands."""

    name = "designer.web"
    label = "web"

    def ready(self) -> None:
        """Register the system checks."""
        register(check_configuration, "designer")
        register(check_deployment, "designer", deploy=True)
