"""The app's place in Django."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The queue, its workers, and what is known of each job."""

    name = "designer.jobs"
    label = "jobs"
