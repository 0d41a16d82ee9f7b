"""System checks: each mistake in the configuration has an id, a sentence and a hint."""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning


def check_configuration(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """What could not be understood in the environment."""
    return [Error(problem.message, problem.hint, id=problem.id) for problem in settings.CONFIGURATION_PROBLEMS]


def check_deployment(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """What an installation for others needs, and the demo and the tests do not (`check --deploy`)."""
    found: list[CheckMessage] = []
    if not os.environ.get("DESIGNER_SECRET_KEY"):
        found.append(
            Error(
                "DESIGNER_SECRET_KEY is not set.",
                "Every process would make a key of its own and refuse the others' sessions. Set a long random "
                "value, the same for all processes.",
                id="designer.E004",
            )
        )
    if not os.environ.get("DATABASE_URL"):
        found.append(Error("DATABASE_URL is not set.", "Name the PostgreSQL database to use.", id="designer.E005"))
    if not os.environ.get("DESIGNER_HOSTS"):
        found.append(
            Error("DESIGNER_HOSTS is not set.", "Name the hosts to answer for, with commas.", id="designer.E006")
        )
    if settings.METRICS_TOKEN and not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        found.append(
            Warning(
                "DESIGNER_METRICS_TOKEN is set, and PROMETHEUS_MULTIPROC_DIR is not.",
                "Whichever web process is asked would tell of itself only. Name a directory that they share.",
                id="designer.W001",
            )
        )
    if settings.DEMO:
        found.append(Error("DESIGNER_DEMO is set.", "The demo signs everybody in; unset it.", id="designer.E007"))
    return found
