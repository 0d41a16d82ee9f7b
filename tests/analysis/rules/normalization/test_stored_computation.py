from typing import Any

import pytest

from designer.schema.build import attribute, dependency, entity, link
from designer.schema.model import Denormalization, Entity, Generated, Invariant, Opaque
from tests.analysis.rules.running import findings, titles

COMMENTS = entity("comments", "id bigint", "post_id bigint", pk="id")
LINK = link("comments.post_id", "posts.id")


def posts(*columns: Any, **properties: Any) -> Entity:
    return entity("posts", "id bigint", *columns, **{"pk": "id", **properties})


@pytest.mark.parametrize(
    "columns",
    [
        ("quantity int", "total numeric"),
        ("unit_price numeric", "total numeric"),
        ("quantity int", "unit_price numeric", "discount numeric"),
        ("quantity int", "unit_price numeric", "total text"),
        ("first_name text", "last_name text", "display_name text"),
        ("full_name text", "last_name text"),
        ("age int",),
        ("stage int", "birth_date date"),
        ("comments int",),
        ("view_count int",),
        ("discount int",),
        ("comment_count text",),
    ],
)
def test_what_nothing_else_decides_is_left_alone(columns: tuple[str, ...]) -> None:
    assert titles("NF007", posts(*columns), COMMENTS, LINK) == []


def test_a_generated_column_is_left_alone() -> None:
    total = attribute("total numeric", generated=Generated(expression="quantity * price"))
    assert titles("NF007", posts("quantity int", "price numeric", total)) == []


def test_a_column_that_a_trigger_function_mentions_is_left_alone() -> None:
    body = "CREATE FUNCTION count_comments() … UPDATE posts SET comment_count = comment_count + 1 …"
    routine = Opaque(kind="function", name="count_comments()", sql=body)
    assert titles("NF007", posts("comment_count int"), COMMENTS, LINK, routine) == []


def test_a_function_that_mentions_a_longer_name_keeps_nothing_true() -> None:
    routine = Opaque(kind="function", name="f()", sql="SELECT post_comment_count FROM x")
    assert len(titles("NF007", posts("comment_count int"), COMMENTS, LINK, routine)) == 1


def test_a_column_under_an_invariant_is_left_alone() -> None:
    invariant = Invariant(kind="counter", entity="posts", attributes=("comment_count",), text="It is their number.")
    assert titles("NF007", posts("comment_count int"), COMMENTS, LINK, invariant) == []


@pytest.mark.parametrize(("refresh", "expected"), [("application", 0), (None, 1)])
def test_a_recorded_refresh_counts_and_a_record_without_one_does_not(refresh: str | None, expected: int) -> None:
    table = posts(
        "comment_count int",
        functional_dependencies=(dependency("id", "comment_count", id="fd"),),
        denormalizations=(Denormalization(dependency="fd", refresh=refresh),),
    )
    assert len(titles("NF007", table, COMMENTS, LINK)) == expected


def test_a_table_of_what_happened_keeps_what_it_was_told() -> None:
    table = entity("order_history", "id bigint", "quantity int", "price numeric", "total numeric", pk="id")
    assert titles("NF007", table) == []


@pytest.mark.parametrize(
    ("columns", "source"),
    [
        (("quantity int", "unit_price numeric", "total numeric"), "quantity × unit_price"),
        (("qty int", "price numeric", "lineTotal numeric"), "qty × price"),
        (("first_name text", "surname text", "full_name text"), "first_name and surname"),
        (("date_of_birth date", "age smallint"), "date_of_birth"),
        (("comment_count int",), "the rows of comments"),
        (("comments_count int",), "the rows of comments"),
    ],
)
def test_what_others_decide_is_reported_with_its_source(columns: tuple[str, ...], source: str) -> None:
    (finding,) = findings("NF007", posts(*columns), COMMENTS, LINK)
    assert finding.evidence["computed from"] == source


def test_children_that_are_named_after_their_parent_count_too() -> None:
    children = entity("post_likes", "id bigint", "post_id bigint", pk="id")
    assert len(titles("NF007", posts("like_count int"), children, link("post_likes.post_id", "posts.id"))) == 1


def test_a_count_of_what_several_tables_may_mean_is_left_alone() -> None:
    tables = (
        entity("runs", "id bigint", "job_count integer", "lost_job_count integer", pk="id"),
        entity("lost_jobs", "id bigint", "run_id bigint", pk="id"),
    )
    links = (link("lost_jobs.run_id", "runs.id"),)
    assert titles("NF007", *tables, *links) == ["runs.lost_job_count can be computed, and nothing here keeps it true"]
