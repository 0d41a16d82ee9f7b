"""Proposals from their beginning to their merge, and what a review refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from designer.schema.apply import apply
from designer.schema.changes import Change
from designer.schema.edits import add, alter, drop, move, rename
from designer.schema.errors import DesignError
from designer.schema.frozen import FrozenMap
from designer.schema.merging import OURS, THEIRS
from designer.schema.model import Attribute, Decision
from designer.schema.schema import Schema
from designer.store import review_rows, threads
from designer.store.cache import schema_of
from designer.store.editing import create_design, edit
from designer.store.events import events_of
from designer.store.models import (
    Comment,
    Design,
    Event,
    EventKind,
    Membership,
    Opinion,
    Review,
    ReviewState,
    Role,
    Team,
    Verdict,
    Version,
)
from designer.store.proposals import propose
from designer.store.review_merging import MergeConflict, merge_review, update_proposal
from designer.store.review_rows import ReviewMovedOn, ReviewRefused
from designer.store.reviews import close_review, decide, open_review, verdicts_of
from designer.store.threads import About, Suggestion, ThreadRefused, comment, resolve, start_thread, take_over
from designer.store.undoing import undo
from tests.web.conftest import shop

pytestmark = pytest.mark.django_db
Step = Callable[[Schema], Change]


@pytest.fixture
def people() -> dict[str, User]:
    team = Team.objects.create(name="Shop")
    made = {}
    for name, role in (("alice", Role.OWNER), ("edgar", Role.EDITOR), ("rita", Role.REVIEWER), ("victor", Role.VIEWER)):
        made[name] = User.objects.create(username=name)
        Membership.objects.create(team=team, user=made[name], role=role)
    return made


@pytest.fixture
def design(people: dict[str, User]) -> Design:
    return create_design(Team.objects.get().id, people["alice"], shop(), label="Start")


@pytest.fixture
def review(design: Design, people: dict[str, User]) -> Review:
    """Edgar proposes that orders have a status, and asks for a review."""
    made = propose(design, people["edgar"], title="Status of orders")
    change(made.proposal, people["edgar"], lambda one: add(one, Attribute(name="status", type="text"), to=orders(one)))
    open_review(made, people["edgar"])
    return made


def change(design: Design, actor: Any, *steps: Step) -> int:
    for one in steps:
        edit(design, actor, (one(schema_of(design)),), label="Change")
    return design.revision


def orders(schema: Schema) -> str:
    return schema.entity("orders").id


def column(schema: Schema, name: str, table: str = "orders") -> Attribute:
    return next(one for one in schema.entity(table).attributes if one.name == name)


def merge_now(review: Review, actor: Any, choices: dict[str, str] | None = None) -> int:
    design, proposal = (Design.objects.get(pk=one.pk) for one in (review.design, review.proposal))
    revisions = {"proposal_revision": proposal.revision, "design_revision": design.revision}
    return merge_review(review, actor, choices or {}, **revisions).number


def test_a_proposal_of_a_proposal_is_refused(review: Review, people: dict[str, User]) -> None:
    with pytest.raises(ReviewRefused, match="is a proposal itself"):
        propose(review.proposal, people["alice"], title="More")


@pytest.mark.parametrize("title", ["", "  \n ", "x" * 201])
def test_a_proposal_without_a_title_of_one_line_is_refused(title: str, design: Design, people: dict[str, User]) -> None:
    with pytest.raises(ReviewRefused):
        propose(design, people["edgar"], title=title)
    assert not Review.objects.exists()


def test_a_proposal_that_changes_nothing_is_not_opened(design: Design, people: dict[str, User]) -> None:
    with pytest.raises(ReviewRefused, match="changes nothing"):
        open_review(propose(design, people["edgar"], title="Nothing"), people["edgar"])


def test_a_proposal_begins_as_the_design_with_all_its_ids_and_makes_one_version(
    design: Design, people: dict[str, User]
) -> None:
    first, second = (propose(design, people["edgar"], title=title) for title in ("One", "Two"))
    assert schema_of(first.proposal) == schema_of(design)
    assert (first.number, second.number, first.base, second.base) == (1, 2, 1, 1)
    assert first.proposal.proposal_for_id == design.pk
    assert Version.objects.count() == 1


def test_a_file_without_ids_is_proposed_by_identity_and_keeps_places_and_decisions(
    design: Design, people: dict[str, User]
) -> None:
    before = schema_of(design)
    dismissed = Decision(finding="IX002", subject=orders(before), reason="Read only at night")
    pins = FrozenMap({orders(before): (1, 2)})
    change(design, None, lambda one: add(one, dismissed), lambda one: alter(one, "layout", pins=pins))
    file = shop()
    step = add(file, Attribute(name="note", type="text"), to=orders(file))
    made = propose(design, people["edgar"], title="From a file", proposed=apply((step,), file))
    proposed = schema_of(made.proposal)
    assert [one.name for one in proposed.entity("orders").attributes][-1] == "note"
    assert (proposed.layout.pins, proposed.decisions) == (pins, schema_of(design).decisions)
    assert orders(proposed) == orders(before)


def test_only_an_open_review_is_decided_and_only_as_it_was_looked_at(review: Review, people: dict[str, User]) -> None:
    seen = review.proposal.revision
    with pytest.raises(ReviewRefused, match="what has to change"):
        decide(review, people["rita"], Opinion.CHANGES, " ", opened_on=seen, mentioned=())
    change(review.proposal, None, lambda one: alter(one, "design", comment="x"))
    with pytest.raises(ReviewMovedOn, match="revision 3"):
        decide(review, people["rita"], Opinion.APPROVED, "", opened_on=seen, mentioned=())
    close_review(review, people["edgar"])
    with pytest.raises(ReviewRefused, match="open review"):
        decide(review, people["rita"], Opinion.APPROVED, "", opened_on=3, mentioned=())


def test_authors_do_not_approve_their_own_where_the_team_says_so(review: Review, people: dict[str, User]) -> None:
    approve = {"opened_on": review.proposal.revision, "mentioned": ()}
    decide(review, people["edgar"], Opinion.APPROVED, "", **approve)
    Team.objects.update(author_may_approve=False)
    review.design.team.refresh_from_db()
    with pytest.raises(ReviewRefused, match="do not approve"):
        decide(review, people["edgar"], Opinion.APPROVED, "", **approve)


def test_the_last_verdict_of_each_person_who_may_review_counts(review: Review, people: dict[str, User]) -> None:
    seen = {"opened_on": review.proposal.revision, "mentioned": ()}
    decide(review, people["rita"], Opinion.CHANGES, "Why text?", **seen)
    decide(review, people["rita"], Opinion.APPROVED, "", **seen)
    decide(review, people["alice"], Opinion.APPROVED, "", **seen)
    assert [(one.author_name, one.opinion) for one in verdicts_of(review.design, [1])[1]] == [
        ("alice", Opinion.APPROVED), ("rita", Opinion.APPROVED),
    ]  # fmt: skip
    Membership.objects.filter(user=people["rita"]).update(role=Role.VIEWER)
    assert [one.author_name for one in verdicts_of(review.design, [1])[1]] == ["alice"]


def test_only_verdicts_that_count_are_fetched_however_often_somebody_decides(
    review: Review, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    common = {"team_id": review.team_id, "design_id": review.design_id, "review": review.number, "revision": 2}
    rita = {"author": people["rita"], "author_name": "rita", "opinion": Opinion.CHANGES}
    Verdict.objects.bulk_create([Verdict(**common, **rita, text=str(n)) for n in range(50)])
    fetched = []
    made = Verdict.from_db
    monkeypatch.setattr(Verdict, "from_db", lambda *given: fetched.append(1) or made(*given))
    assert len(verdicts_of(review.design, [review.number])[review.number]) == len(fetched) == 1


def test_moving_things_in_the_diagram_is_no_change_that_a_verdict_minds(
    review: Review, people: dict[str, User]
) -> None:
    proposal = review.proposal

    def minds() -> bool:
        (verdict,) = verdicts_of(review.design, [review.number])[review.number]
        return verdict.changed_since  # type: ignore[attr-defined]

    decide(review, people["rita"], Opinion.APPROVED, "", opened_on=proposal.revision, mentioned=())
    pins = FrozenMap({orders(schema_of(proposal)): (1, 2)})
    change(proposal, None, lambda one: alter(one, "layout", pins=pins))
    assert (proposal.revision, minds()) == (3, False)
    change(proposal, None, lambda one: alter(one, "design", comment="x"))
    assert minds()


def test_who_changed_a_proposal_does_not_approve_it_where_authors_do_not(
    review: Review, people: dict[str, User]
) -> None:
    proposal, alice = review.proposal, people["alice"]
    Team.objects.update(author_may_approve=False)
    review.design.team.refresh_from_db()
    pins = FrozenMap({orders(schema_of(proposal)): (1, 2)})
    change(proposal, alice, lambda one: alter(one, "layout", pins=pins))
    decide(review, alice, Opinion.APPROVED, "", opened_on=proposal.revision, mentioned=())
    change(proposal, alice, lambda one: alter(one, "design", comment="x"))
    (verdict,) = verdicts_of(review.design, [review.number])[review.number]
    assert verdict.changed_since  # type: ignore[attr-defined]
    with pytest.raises(ReviewRefused, match="You changed this proposal yourself"):
        decide(review, alice, Opinion.APPROVED, "", opened_on=proposal.revision, mentioned=())
    decide(review, alice, Opinion.CHANGES, "Not yet", opened_on=proposal.revision, mentioned=())
    Team.objects.update(author_may_approve=True)
    review.design.team.refresh_from_db()
    decide(review, alice, Opinion.APPROVED, "", opened_on=proposal.revision, mentioned=())


def test_there_are_only_so_many_proposals_for_a_design(
    review: Review, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_rows, "MOST_PROPOSALS", 1)
    with pytest.raises(ReviewRefused, match="1 proposals for this design are under way"):
        propose(review.design, people["edgar"], title="Another")
    close_review(review, people["edgar"])
    monkeypatch.setattr(review_rows, "MOST_REVIEWS", 1)
    with pytest.raises(ReviewRefused, match="has had 1 reviews"):
        propose(review.design, people["edgar"], title="Another")
    open_review(review, people["edgar"])  # which is no more than there were


def test_a_merge_is_one_revision_with_what_changed_on_both_sides_and_can_be_undone(
    review: Review, people: dict[str, User]
) -> None:
    design = review.design
    pins = FrozenMap({orders(schema_of(design)): (5, 5)})
    change(design, people["alice"], lambda one: alter(one, "layout", pins=pins))
    change(design, people["alice"], lambda one: alter(one, column(one, "placed_at").id, comment="When it came in"))
    before = schema_of(design)
    number = merge_now(review, people["alice"])
    after = schema_of(Design.objects.get(pk=design.pk))
    names = [one.name for one in after.entity("orders").attributes]
    assert (number, names) == (4, ["id", "customer_id", "placed_at", "status"])
    assert (column(after, "placed_at").comment, after.layout.pins) == ("When it came in", pins)
    assert (review.state, review.merged_revision) == (ReviewState.MERGED, 4)
    undo(design, people["alice"], number)
    assert schema_of(Design.objects.get(pk=design.pk)) == before


def test_a_merged_proposal_stays_as_it_is(review: Review, people: dict[str, User]) -> None:
    merge_now(review, people["alice"])
    proposal = Design.objects.get(pk=review.proposal_id)
    with pytest.raises(DesignError, match="stays as it is"):
        change(proposal, None, lambda one: alter(one, "design", comment="x"))
    for refused in (
        lambda: open_review(review, None),
        lambda: close_review(review, None),
        lambda: merge_now(review, None),
    ):
        with pytest.raises(ReviewRefused):
            refused()
    with pytest.raises(ThreadRefused, match="none begun"):
        start_thread(review.design, people["rita"], About("review", "", ""), "Late", review=review)


def test_a_closed_review_is_opened_again(review: Review, people: dict[str, User]) -> None:
    close_review(review, people["edgar"], "Not now")
    assert Design.objects.get(pk=review.proposal_id).settled
    open_review(review, people["edgar"])
    assert not Design.objects.get(pk=review.proposal_id).settled
    assert [one.kind for one in events_of(review.design, 1)][:2] == [EventKind.REOPENED, EventKind.CLOSED]


def test_what_both_changed_is_merged_only_as_somebody_chose(review: Review, people: dict[str, User]) -> None:
    design, proposal = review.design, review.proposal
    change(design, None, lambda one: alter(one, column(one, "placed_at").id, type="date"))
    change(proposal, None, lambda one: alter(one, column(one, "placed_at").id, type="timestamp"))
    with pytest.raises(MergeConflict) as caught:
        merge_now(review, people["alice"])
    (conflict,) = caught.value.merged.conflicts
    assert (conflict.base, conflict.ours, conflict.theirs) == ("timestamptz", "date", "timestamp")
    assert Review.objects.get().state == ReviewState.OPEN
    merge_now(review, people["alice"], {conflict.key: THEIRS})
    assert column(schema_of(Design.objects.get(pk=design.pk)), "placed_at").type == "timestamp"


def test_a_merge_asks_what_stands_against_it_with_everything_held(review: Review, people: dict[str, User]) -> None:
    seen = {"proposal_revision": 2, "design_revision": 1}
    with pytest.raises(ReviewRefused, match="asked for changes"):
        merge_review(review, people["alice"], {}, stops=lambda held: [f"{held.title}: asked for changes"], **seen)
    assert Review.objects.get().state == ReviewState.OPEN


def test_a_merge_of_what_nobody_looked_at_is_refused(review: Review, people: dict[str, User]) -> None:
    change(review.design, None, lambda one: alter(one, "design", comment="x"))
    with pytest.raises(ReviewMovedOn):
        merge_review(review, people["alice"], {}, proposal_revision=2, design_revision=1)


def test_a_proposal_brought_up_to_date_stands_on_a_new_version(review: Review, people: dict[str, User]) -> None:
    design, proposal = review.design, review.proposal
    change(design, None, lambda one: rename(one, column(one, "placed_at").id, "ordered_at"))
    change(design, None, lambda one: move(one, column(one, "ordered_at").id, 0))
    change(design, None, lambda one: alter(one, "design", comment="theirs"))
    change(proposal, None, lambda one: alter(one, "design", comment="ours"))
    revisions = {"proposal_revision": proposal.revision, "design_revision": design.revision}
    with pytest.raises(MergeConflict) as caught:
        update_proposal(review, people["edgar"], {}, **revisions)
    update_proposal(review, people["edgar"], {caught.value.merged.conflicts[0].key: OURS}, **revisions)
    now = schema_of(Design.objects.get(pk=proposal.pk))
    assert [one.name for one in now.entity("orders").attributes] == ["ordered_at", "id", "customer_id", "status"]
    assert (now.comment, review.base) == ("ours", 2)
    merge_now(review, people["alice"])
    assert schema_of(Design.objects.get(pk=design.pk)) == now


def test_a_suggestion_is_taken_over_once_by_whoever_edits(review: Review, people: dict[str, User]) -> None:
    schema = schema_of(review.proposal)
    status = column(schema, "status")
    asked = Suggestion((alter(schema, status.id, default="'new'"),), review.proposal.revision)
    about = About("attribute", status.id, "orders.status")
    thread = start_thread(
        review.design, people["rita"], about, "@edgar, @victor. @nobody", review=review, suggestion=asked
    )
    change(review.proposal, None, lambda one: alter(one, status.id, comment="x"))
    said = comment(thread, people["edgar"], "Good")
    with pytest.raises(ThreadRefused, match="suggests no change"):
        take_over(said, thread, review.proposal, people["edgar"])
    first = Event.objects.filter(kind=EventKind.COMMENTED).earliest("id")
    assert first.details["mentioned"] == sorted(people[name].id for name in ("edgar", "victor"))
    suggested = thread_comments(thread)[0]
    take_over(suggested, thread, review.proposal, people["edgar"])
    assert column(schema_of(review.proposal), "status").default == "'new'"
    with pytest.raises(ThreadRefused, match="already"):
        take_over(suggested, thread, review.proposal, people["edgar"])


def thread_comments(thread: Any) -> list[Any]:
    return list(Comment.objects.filter(thread=thread.id).order_by("created_at"))


def test_a_thread_outlives_what_it_is_about(review: Review, people: dict[str, User]) -> None:
    status = column(schema_of(review.proposal), "status")
    thread = start_thread(review.design, people["rita"], About("attribute", status.id, "status"), "Why?", review=review)
    change(review.proposal, None, lambda one: drop(one, status.id))
    resolve(thread, people["rita"])
    resolve(thread, people["rita"])
    assert next(one.kind for one in events_of(review.design, 1)) == EventKind.RESOLVED
    assert Event.objects.filter(kind=EventKind.RESOLVED).count() == 1


@pytest.mark.parametrize("text", ["", " \n", "x" * 20_001])
def test_an_empty_or_endless_comment_is_refused(text: str, review: Review, people: dict[str, User]) -> None:
    with pytest.raises(ThreadRefused):
        start_thread(review.design, people["rita"], About("review", "", ""), text, review=review)


def test_threads_of_a_review_together_hold_what_a_page_can_show(
    review: Review, people: dict[str, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "MOST_SAID", 10)
    whole = About("review", "", "the whole")
    first = start_thread(review.design, people["rita"], whole, "12345", review=review)
    comment(first, people["rita"], "67890")
    with pytest.raises(ThreadRefused, match="together"):
        start_thread(review.design, people["rita"], whole, "x", review=review)
    start_thread(review.design, people["rita"], whole, "elsewhere")
