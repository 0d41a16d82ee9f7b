from designer.schema.build import entity, link
from tests.analysis.rules.checking import found


def test_three_columns_or_one_required_or_one_default_are_left_alone() -> None:
    assert found("CO004", entity("t", "id int", "a text", "b text", "c text", pk="id")) == ()
    assert found("CO004", entity("t", "id int", "a text", "b text", "c text", "d text not null", pk="id")) == ()
    assert found("CO004", entity("t", "id int", "a text", "b text", "c text", "d text default ''", pk="id")) == ()


def test_four_columns_that_may_all_be_null_are_found() -> None:
    assert len(found("CO004", entity("t", "id int", "a text", "b text", "c text", "d text", pk="id"))) == 1


def test_a_table_that_extends_another_or_has_no_key_is_left_alone() -> None:
    texts = ("a text", "b text", "c text", "d text")
    job, slots = entity("jobs", "id int", pk="id"), entity("slots", "job_id int", *texts, pk="job_id")
    assert found("CO004", job, slots, link("slots.job_id", "jobs.id")) == ()
    assert found("CO004", entity("names", *texts)) == ()
