"""The project's settings with the planted kinds of jobs, for processes that tests start."""

from designer.settings import *  # noqa: F403
from designer.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.jobs.planted"]
