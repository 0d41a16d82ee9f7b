"""Migrations for programs."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.api.plans import KIND, perform


@kind(KIND, title="Planning the migration", page="plan", seconds=900, processor_seconds=600)
def plan_for_program(work: Work) -> Answer:
    """A migration, with its proof where that is asked for, for the API."""
    return perform(work)
