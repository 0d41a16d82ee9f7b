"""The kinds of jobs there are, registered by the areas they belong to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

from django.apps import apps

from designer.jobs.models import Job, PersonalJob
from designer.jobs.progress import Progress
from designer.schema.schema import Schema
from designer.store.editing import schema_at
from designer.store.models import Design

Answer = Mapping[str, Any]
"""What a job returns: anything that JSON can say."""


class JobFailed(Exception):
    """The job cannot give an answer; the message is a sentence for whoever asked."""


class UnknownKind(Exception):
    """A job of a kind that this version does not have."""


@dataclass(frozen=True)
class Work:
    """What a job works on. `schema` is the design at the job's revision, whatever has become of it since."""

    job: Job
    progress: Progress

    @property
    def arguments(self) -> Mapping[str, Any]:
        """As they were given to `queue.start`."""
        return self.job.arguments

    @cached_property
    def design(self) -> Design:
        """The design as it is now."""
        return Design.objects.get(team_id=self.job.team_id, id=self.job.design_id)

    @cached_property
    def schema(self) -> Schema:
        """The design as it was when the job was asked for."""
        return schema_at(self.design, self.job.revision)


@dataclass(frozen=True, slots=True)
class PersonalWork:
    """What a person's job works on: `job.subject` says what, and the arguments are there as long as it is open."""

    job: PersonalJob
    progress: Progress


@dataclass(frozen=True, slots=True)
class Kind:
    """title: what the button says; page: the URL name of the page that shows it, which takes a design's number, or a
    personal job's subject.

    seconds and processor_seconds: after so long it is ended; memory_mb: address space of its process.
    """

    name: str
    title: str
    page: str
    run: Callable[[Any], Answer]
    seconds: float
    processor_seconds: int
    memory_mb: int


_kinds: dict[str, Kind] = {}
W = TypeVar("W", Work, PersonalWork)


def kind(
    name: str, *, title: str, page: str, seconds: float = 180, processor_seconds: int = 120, memory_mb: int = 3072
) -> Callable[[Callable[[W], Answer]], Callable[[W], Answer]]:
    """Registers a function as a kind of job. A name used twice is a bug, and raises."""

    def register(run: Callable[[W], Answer]) -> Callable[[W], Answer]:
        if name in _kinds:
            raise RuntimeError(f"there are two kinds of job named {name!r}")
        _kinds[name] = Kind(name, title, page, run, seconds, processor_seconds, memory_mb)
        return run

    return register


def kind_named(name: str) -> Kind:
    """Raises UnknownKind."""
    if name not in _kinds:
        _find(name)
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(f"There is no kind of job named {name!r}.") from None


def _find(name: str) -> None:
    """Imports the kind alone, where its app has a package of them: what all kinds together need takes a second to
    import, and each job would begin with that."""
    for app in apps.get_app_configs():
        if find_spec(f"{app.name}.job_kinds") is None:
            continue
        brought = import_module(f"{app.name}.job_kinds")
        if name.isidentifier() and hasattr(brought, "__path__") and find_spec(f"{brought.__name__}.{name}"):
            import_module(f"{brought.__name__}.{name}")
