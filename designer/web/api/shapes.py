"""The shapes of what is sent, which may hold nothing that is not named here, and of what addresses hold."""

from typing import Annotated, Any, Literal

from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

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


class Retirement(Given):
    """What is gone for good, and why. name: of an access pattern, the text of a declared rule, or an id; reason: three
    different words or more."""

    name: Annotated[str, Field(min_length=1, max_length=1000)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


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
