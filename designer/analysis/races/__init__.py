"""Declared rules under two sessions at once: what breaks without what keeps them, run on a real server."""

from designer.analysis.races.running import Outcome, Raced, Step, race
from designer.analysis.races.scripts import NoRace, Race, race_for

__all__ = ["NoRace", "Outcome", "Race", "Raced", "Step", "race", "race_for"]
