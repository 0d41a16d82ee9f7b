"""The shapes of what is sent and answered. What is sent may hold nothing that is not named here."""

from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

Item = TypeVar("Item")

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Small = Annotated[int, Path(ge=1, le=2**31 - 1)]
Cursor = Annotated[str, Query(max_length=100, description="`next` of the page before; none for the first page.")]
Limit = Annotated[int, Query(ge=1, le=200, description="Items of a page.")]
Revision = Annotated[int, Field(ge=1, le=2**31 - 1)]
Text = Annotated[str, Field(max_length=20_000)]
Ref = Annotated[str, Field(pattern=r"^(now|base|[0-9]{1,9})$")]
DesignFile = Annotated[dict[str, Any], Field(json_schema_extra={"x-design-file": True})]
Changes = Annotated[list[dict[str, Any]], Field(min_length=1, max_length=5000)]
Dialect = Literal["postgres", "mysql", "mariadb", "sqlite", "tsql", "oracle", "dbml"]


class Given(Schema):
    """What a request sends."""

    model_config = ConfigDict(extra="forbid", strict=True)


class SourceIn(Given):
    """A design: the design file, or SQL text with its dialect."""

    design: DesignFile | None = None
    sql: Annotated[str, Field(min_length=1, max_length=2_000_000)] | None = None
    dialect: Dialect | None = None
    queries: Annotated[str, Field(max_length=500_000)] | None = None


class NewDesign(SourceIn):
    """A design for a team. name: that of the file where it is left out."""

    team: Annotated[int, Field(ge=1, le=2**63 - 1)]
    name: Annotated[str, Field(min_length=1, max_length=200)] | None = None


class NewState(SourceIn):
    """A design as it is to be. base: the revision that it was made from; keep: what it does not say, such as notes,
    positions, volumes and access patterns, stays as it is."""

    base: Revision | None = None
    keep: bool = False
    label: Annotated[str, Field(min_length=1, max_length=300)] | None = None


class NewChanges(Given):
    """Changes that were made from a revision."""

    revision: Revision
    changes: Changes
    label: Annotated[str, Field(min_length=1, max_length=300)]


class NewVersion(Given):
    """A version of a design as it is. revision: what was looked at; another one now is a conflict."""

    message: Annotated[str, Field(min_length=1, max_length=2000)]
    tag: Annotated[str, Field(max_length=60)] | None = None
    revision: Revision | None = None


class NewReview(SourceIn):
    """A proposal for a design. key: what it is found by again, such as the name of a branch: while the review of a key
    is not settled, the same key brings it up to date."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Text = ""
    key: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    keep: bool = False
    open: bool = True


class ReviewText(Given):
    """Another title and description."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Text = ""


class NewComment(Given):
    """Something said: in a thread, or about a thing of the proposal, or about the whole."""

    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    thread: Annotated[str, Field(pattern="^[0-9a-f-]{36}$")] | None = None
    about: Annotated[str, Field(max_length=40)] = "review"
    subject: Annotated[str, Field(max_length=200)] = ""


class ThreadState(Given):
    """Whether what a thread is about is done."""

    resolved: bool


class Decision(Given):
    """A verdict on a proposal as it was looked at."""

    opinion: Literal["approved", "changes requested"]
    revision: Revision
    text: Text = ""


class Merge(Given):
    """A merge of what was looked at. choices: by the key of a conflict, whose side is taken."""

    proposal_revision: Revision
    design_revision: Revision
    choices: dict[Annotated[str, Field(max_length=500)], Literal["ours", "theirs"]] = {}


class Closing(Given):
    """Why a proposal is given up."""

    text: Text = ""


class NewPlan(Given):
    """A migration between two states: versions by number, `now`, or of a proposal `base`."""

    from_: Annotated[Ref, Field(alias="from")]
    to: Ref = "now"
    strategy: Literal["direct", "online", "expand-contract"] | None = None
    target_version: Annotated[int, Field(ge=12, le=18)] | None = None
    prove: bool = False


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
