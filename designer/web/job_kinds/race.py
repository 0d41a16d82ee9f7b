"""What two sessions do to declared rules."""

from designer.jobs.kinds import Answer, Work, kind
from designer.web.racing import RACES, perform


@kind(RACES.kind, title="Running the races", page="races", seconds=300, processor_seconds=120)
def run_races(work: Work) -> Answer:
    """Two sessions at once for each declared rule, without and with what keeps it."""
    return perform(work)
