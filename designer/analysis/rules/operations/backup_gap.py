"""GR007: a loss or an outage that is limited, and a backup that cannot keep to it."""

from collections.abc import Iterator

from designer.analysis.example import example
from designer.analysis.facts import Facts
from designer.analysis.finding import Confidence, Finding, Severity, Subject
from designer.analysis.rule import Rule
from designer.schema.build import entity
from designer.schema.frozen import FrozenMap
from designer.schema.model import Requirements
from designer.schema.words import words

_table = entity("orders", "id bigint", pk="id")
_CONTINUOUS = frozenset(
    "wal pitr continuous streaming replication archiving barman pgbackrest walg binlog litestream synchronous".split()
)
_MINUTES = {
    "hourly": 60, "daily": 1_440, "nightly": 1_440, "weekly": 10_080, "monthly": 43_200, "never": None,
}  # fmt: skip
_UNITS = {"minute": 1, "minutes": 1, "hour": 60, "hours": 60, "day": 1_440, "days": 1_440, "night": 1_440,
          "week": 10_080, "weeks": 10_080, "month": 43_200}  # fmt: skip
_EACH = {"a", "an", "each", "every", "per"}
_LOGS = {
    "postgres": "the archived write-ahead log", "sqlite": "a copy of the write-ahead log as it grows",
    "mysql": "the binary log", "mariadb": "the binary log",
    "tsql": "backups of the transaction log", "oracle": "the archived redo log",
}  # fmt: skip
"""What brings a backup up to any moment after it."""
_KEPT = {"keep", "keeps", "kept", "retain", "retained", "retention"}


class BackupGap(Rule):
    """Backup that loses more than the requirements allow.

    The time between two backups is what a failure may cost: a dump each night loses a day of work, whatever was
    promised. A loss of minutes takes archiving of the log of changes, by which the server can be set to any moment
    (the write-ahead log in PostgreSQL, the binary log in MySQL and MariaDB, log backups in SQL Server, the archived
    redo log in Oracle); a return within minutes takes a standby, since restoring a large database takes hours.

    Reads the requirements, and only where they say how much may be lost (`rpo_minutes`) or how long an outage may
    last (`rto_minutes`). What the backup says in other words than this rule knows is believed.
    """

    code = "GR007"
    severity = Severity.WARNING
    confidence = Confidence.LIKELY
    reference = "https://www.postgresql.org/docs/18/continuous-archiving.html"
    flagged = example(_table, Requirements(rpo_minutes=15, backup=FrozenMap({"schedule": "daily pg_dump"})))
    accepted = example(
        _table, Requirements(rpo_minutes=5, backup=FrozenMap({"schedule": "daily base backup", "wal": "archived"}))
    )

    def check(self, facts: Facts) -> Iterator[Finding]:
        wanted = facts.schema.requirements
        if wanted.rpo_minutes is None and wanted.rto_minutes is None:
            return
        if not wanted.backup:
            limits = (
                (wanted.rpo_minutes, "{:g} minutes of data may be lost"),
                (wanted.rto_minutes, "an outage may last {:g} minutes"),
            )
            allowed = " and ".join(words.format(minutes) for minutes, words in limits if minutes is not None)
            yield self._finding(
                f"At most {allowed}, and no backup is described",
                "A limit that nothing is planned to keep will be found out on the worst day. Describe the backup.",
                FrozenMap({"rpo in minutes": wanted.rpo_minutes, "rto in minutes": wanted.rto_minutes}),
                Severity.INFO,
            )
            return
        minutes, log = _interval(wanted.backup), _LOGS.get(facts.schema.dialect.name, "the log of changes")
        if wanted.rpo_minutes is None or minutes is None or minutes <= wanted.rpo_minutes:
            return
        yield self._finding(
            f"Backups every {minutes:g} minutes lose more than the {wanted.rpo_minutes:g} minutes allowed",
            f"What was written since the last backup is gone. Keeping {log} beside it closes the gap.",
            FrozenMap({"minutes between backups": minutes, "minutes that may be lost": wanted.rpo_minutes}),
            self.severity,
        )

    def _finding(self, title: str, message: str, evidence: FrozenMap, severity: Severity) -> Finding:
        return Finding(
            code=self.code,
            severity=severity,
            confidence=self.confidence,
            subject=Subject(object="requirements"),
            title=title,
            message=message,
            evidence=evidence,
            reference=self.reference,
        )


def _interval(backup: FrozenMap) -> float | None:
    """Minutes between two backups as far as the text tells; None where the log is archived or nothing is told."""
    said = [part for key, value in backup.items() if value not in (None, False) for part in words(f"{key} {value}")]
    if _CONTINUOUS & set(said):
        return None
    found = [float(minutes) for word in said if (minutes := _MINUTES.get(word))]
    if not _KEPT & set(said):
        texts = [words(f"{key} {value}") for key, value in backup.items() if isinstance(value, str)]
        found += [minutes for text in texts for minutes in _said_in(text)]
    for key, value in backup.items():
        unit = next((one for one in reversed(words(key)) if one in _UNITS), None)
        timed = {"interval", "every", "period", "frequency"} & set(words(key))
        if unit and timed and isinstance(value, int | float) and not isinstance(value, bool):
            found.append(float(value) * _UNITS[unit])
    return min(found, default=None)


def _said_in(text: tuple[str, ...]) -> Iterator[float]:
    """Minutes of `every 12 hours` and `once a day`."""
    for place, word in enumerate(text[:-1]):
        unit = next((one for one in text[place + 1 : place + 3] if one in _UNITS), None)
        if word in _EACH and unit:
            number = text[place + 1]
            yield float(_UNITS[unit] * (int(number) if number.isdecimal() else 1))
