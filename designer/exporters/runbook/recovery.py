"""How the data comes back: the method that the declared limits of loss and outage ask for."""

import math
from dataclasses import dataclass

from designer.exporters.runbook.sizes import data_bytes
from designer.schema.schema import Schema

RESTORED_BYTES_PER_MINUTE = 3_000_000_000
"""Assumed: 50 MB a second, what copying files back and replaying the log comes to on ordinary disks."""
_DAY = 1_440
_SECONDS = 0.5
"""Minutes; a smaller loss than this only a second server holds off."""


@dataclass(frozen=True, slots=True)
class Recovery:
    """rpo, rto: minutes, None for not declared. size: bytes of tables and indexes as declared, None for unknown.

    restore_minutes: estimated from it. archived, standby, synchronous: what the limits ask for. base_days: days between
    two full copies. kept_days: how long backups are kept. reasons: why, in words.
    """

    rpo: float | None
    rto: float | None
    size: float | None
    restore_minutes: float | None
    archived: bool
    standby: bool
    synchronous: bool
    base_days: int
    kept_days: float | None
    reasons: tuple[str, ...]


def recovery(schema: Schema) -> Recovery:
    """The weakest method that keeps the limits."""
    needs = schema.requirements
    size = data_bytes(schema)
    minutes = math.ceil(size / RESTORED_BYTES_PER_MINUTE * 10) / 10 if size else None
    archived = is_archived(needs.rpo_minutes)
    synchronous = needs.rpo_minutes is not None and needs.rpo_minutes < _SECONDS
    late = bool(needs.rto_minutes is not None and minutes is not None and minutes > needs.rto_minutes / 2)
    standby = synchronous or late
    reasons = [_loss(needs.rpo_minutes, archived, synchronous), _outage(needs.rto_minutes, minutes, late)]
    return Recovery(
        rpo=needs.rpo_minutes,
        rto=needs.rto_minutes,
        size=size,
        restore_minutes=minutes,
        archived=archived,
        standby=standby,
        synchronous=synchronous,
        base_days=1 if late or not archived else 7,
        kept_days=needs.backup_retention_days,
        reasons=tuple(reasons),
    )


def is_archived(rpo: float | None) -> bool:
    """Whether so small a loss, in minutes, asks for the log beside full copies each night."""
    return rpo is not None and rpo < _DAY


def _loss(rpo: float | None, archived: bool, synchronous: bool) -> str:
    if rpo is None:
        return "How much may be lost is not declared: a copy each night loses up to a day. Say it in the requirements."
    if synchronous:
        return f"At most {rpo:g} minutes may be lost: only a second server that confirms each transaction holds that."
    if archived:
        return f"At most {rpo:g} minutes may be lost: the log is archived as it is written, beside full copies."
    return f"Up to {rpo:g} minutes may be lost: a copy each night keeps that."


def _outage(rto: float | None, minutes: float | None, late: bool) -> str:
    takes = f"Copying the declared volume back takes about {minutes:g} minutes (an estimate)" if minutes else ""
    if rto is None:
        return (f"{takes}. " if takes else "") + "How long an outage may last is not declared."
    if not takes:
        return f"An outage may last {rto:g} minutes; no rows are declared to tell how long a restore takes: measure it."
    if late:
        return f"{takes}, and an outage may last {rto:g}: a standby takes over instead."
    return f"{takes}, within the {rto:g} that an outage may last."
