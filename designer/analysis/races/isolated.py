"""Two transactions at once, as they were tried: which levels keep them apart."""

from dataclasses import dataclass

from designer.analysis.races.running import Step

_ANOMALIES = {
    "lost update": "Both write the same column from what they have read, and one of the two changes is gone.",
    "write skew": "Each reads what the other changes, and neither sees the other’s change.",
    "non-repeatable read": "It sees one part of the other’s change, and not the other part.",
    "phantom": "Between its statements rows appear or go that it has looked for.",
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One way to run both. level: of isolation; locking: whether reads lock their rows with FOR UPDATE.

    anomaly: its name, empty where every schedule did as if in turn. retries: whether a schedule ended with one of them
    told to run again. steps: of the schedule that shows it.
    """

    level: str
    locking: bool
    anomaly: str
    retries: bool
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """`READ COMMITTED`, and how it reads."""
        return f"{self.level}, reading FOR UPDATE" if self.locking else self.level

    @property
    def outcome(self) -> str:
        """What came of it, in words."""
        if self.anomaly:
            return self.anomaly
        return "one of them has to run again" if self.retries else "as if one after the other"


@dataclass(frozen=True, slots=True)
class Isolated:
    """Two patterns, by id and name, and every way that was tried, the weakest first. schedules: how many each."""

    pattern: str
    other: str
    names: tuple[str, str]
    server: str
    tried: tuple[Tried, ...]
    schedules: int

    @property
    def anomaly(self) -> str:
        """What happens at READ COMMITTED; empty for nothing."""
        return self.tried[0].anomaly

    @property
    def why(self) -> str:
        """What that anomaly is."""
        return _ANOMALIES.get(self.anomaly, "")

    @property
    def advice(self) -> str:
        """The weakest way that is safe."""
        safe = next((one for one in self.tried if not one.anomaly), None)
        if safe is None:
            return "No isolation level keeps them apart; one statement that does all of it would."
        retry = ", and run the transaction again when the server says so" if safe.retries else ""
        if safe is self.tried[0]:
            return f"READ COMMITTED, the default, is enough{retry}."
        if safe.locking:
            return f"Read with FOR UPDATE at READ COMMITTED{retry}."
        return f"Run it at {safe.level}{retry}."
