"""The app's place in Django."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    """The queue, its workers, and what is known of each job."""

    name = "designer.jobs"
    label = "jobs"

    def ready(self) -> None:
        """Every app of the project may bring kinds of jobs."""
        autodiscover_modules("job_kinds")
