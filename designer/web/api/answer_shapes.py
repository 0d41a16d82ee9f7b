"""The shapes of what is answered."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import Field

Item = TypeVar("Item")


class Listing(Schema, Generic[Item]):
    """A page. next: the cursor of the next one; null on the last."""

    items: list[Item]
    next: str | None


class TokenOut(Schema):
    """The token that asks."""

    name: str
    scopes: list[str]
    expires_at: str
    team: int | None
    design: int | None


class AccountOut(Schema):
    """Who asks."""

    user: str
    name: str
    token: TokenOut


class TeamOut(Schema):
    """A team, and what the token's owner is in it."""

    id: int
    name: str
    role: str
    required_approvals: int
    blocking_severity: str
    author_may_approve: bool
    rule_settings: dict[str, Any] = Field(description="As `designer analyze --settings` takes them; {}: the defaults.")


class MemberOut(Schema):
    user: str
    name: str
    role: str


class TeamWithMembers(TeamOut):
    members: list[MemberOut]


class DesignOut(Schema):
    """A design without what is in it. proposal_for: of a proposal, the design that it is for."""

    id: int
    name: str
    comment: str | None
    dialect: str
    team: int
    role: str
    revision: int
    proposal_for: int | None
    settled: bool
    created_at: str
    changed_at: str
    url: str


class DesignWithCounts(DesignOut):
    """counts: objects by kind; findings: open ones by severity."""

    counts: dict[str, int]
    findings: dict[str, int]


class Said(Schema):
    """An account of what was read."""

    dialect: str
    counts: dict[str, int]
    opaque: list[dict[str, Any]]
    skipped: list[dict[str, Any]]
    problems: list[dict[str, Any]]


class DesignMade(DesignOut):
    """import: of SQL, what came of every statement."""

    imported: Annotated[Said | None, Field(alias="import")]


class RevisionOut(Schema):
    """A state that was written, or the present one where nothing had to be."""

    revision: int
    label: str
    changed: bool


class RevisionListed(Schema):
    number: int
    label: str
    actor: str | None
    created_at: str
    undoes: int | None
    undone_by: int | None


class VersionOut(Schema):
    number: int
    revision: int
    tag: str | None
    message: str
    author: str | None
    entities: int
    content_hash: str
    created_at: str


class DiffOut(Schema):
    """As `designer diff --format json` prints it."""

    equal: bool
    changes: list[dict[str, Any]]
    proposed_renames: list[dict[str, Any]]


class FindingsOut(Schema):
    """As `designer analyze --format json` prints it."""

    design: str
    findings: list[dict[str, Any]]
    dismissed: list[dict[str, Any]]
    summary: dict[str, Any]
    rules_run: int
    rules_off: list[str] | None = None


class LookOut(Schema):
    """The score when findings were looked at. change: since the look before; causes: what it rose by though nothing
    was mended, `retired` for a reason or `restated`, each with its points."""

    revision: int
    score: float
    label: str
    actor: str | None
    made_at: str
    change: float | None
    causes: list[dict[str, Any]]


class ScoreOut(Schema):
    """score: as `designer analyze --format json` prints it; earlier_looks: how many `looks` leaves out; object: what
    `retired` takes, null for a value."""

    score: dict[str, Any]
    looks: list[LookOut]
    earlier_looks: int
    no_longer_said: list[dict[str, Any]]
    retired: list[dict[str, Any]]


class TargetOut(Schema):
    """What a design can be exported to."""

    name: str
    label: str
    suffix: str
    media_type: str


class WarningOut(Schema):
    """What a target cannot express."""

    object: str
    reason: str


class ExportOut(Schema):
    """encoding: `utf-8`, or `base64` for a picture or a packed file."""

    target: str
    revision: int
    media_type: str
    encoding: Literal["utf-8", "base64"]
    content: str
    warnings: list[WarningOut]


class JobOut(Schema):
    """Work that goes on after the answer. result: once it is done; error: why it failed."""

    id: str
    kind: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    done: int
    total: int
    sentence: str
    error: str
    result: Any
    url: str


class VerdictOut(Schema):
    opinion: str
    author: str
    revision: int
    outdated: bool
    text: str
    created_at: str


class ReviewOut(Schema):
    """A proposal and where it stands. standing: draft, open, approved, changes requested, merged or closed."""

    number: int
    title: str
    description: str
    state: str
    standing: str
    author: str
    key: str | None
    base_version: int
    proposal: int
    approvals: int
    required_approvals: int
    created_at: str
    opened_at: str | None
    settled_at: str | None
    merged_revision: int | None
    url: str


class ThreadOut(Schema):
    id: str
    about: str
    subject: str
    label: str
    resolved: bool
    comments: list[dict[str, Any]]


class ReviewWhole(ReviewOut):
    """With what is proposed, what the rules say of it, and what people do. blocks: why it cannot be merged as it is,
    a sentence each."""

    proposal_revision: int
    design_revision: int
    diff: DiffOut
    introduced: list[dict[str, Any]]
    fixed: list[dict[str, Any]]
    verdicts: list[VerdictOut]
    threads: list[ThreadOut]
    blocks: list[str]
    conflicts: int


class CommentMade(Schema):
    thread: str
    created: bool


class MergeOut(Schema):
    revision: int
    label: str
