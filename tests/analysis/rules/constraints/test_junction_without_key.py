import pytest

from designer.analysis.finding import Finding
from designer.schema.build import entity, link
from tests.analysis.rules.checking import found

ENDS = (entity("students", "id int", pk="id"), entity("courses", "id int", pk="id"))
LINKS = (link("j.student_id", "students.id"), link("j.course_id", "courses.id"))


def _found(*columns: str, **properties: object) -> tuple[Finding, ...]:
    return found("CO017", *ENDS, entity("j", "student_id int", "course_id int", *columns, **properties), *LINKS)  # type: ignore[arg-type]


@pytest.mark.parametrize("more", ["price numeric", "enrolled_on_date date", "grade text"])
def test_a_table_with_something_of_its_own_to_say_is_left_alone(more: str) -> None:
    assert _found(more) == ()


def test_a_course_of_events_may_come_again() -> None:
    assert _found("requested_at timestamp", "answered_at timestamp", "created_at timestamp") == ()
    assert _found("requested_at timestamp", "created_at timestamp", "updated_at timestamp")


def test_any_unique_key_within_the_pair_serves() -> None:
    assert _found(pk="course_id, student_id") == _found(unique="student_id") == ()


def test_an_ordered_list_may_repeat_a_member() -> None:
    assert _found("position int", pk="student_id, position") == ()


def test_a_person_that_the_parent_is_called_after_is_half_of_a_pair() -> None:
    people = entity("authors", "id int", pk="id")
    written = entity("book_authors", "student_id int", "author_id int")
    links = (link("book_authors.student_id", "students.id"), link("book_authors.author_id", "authors.id"))
    assert found("CO017", *ENDS, people, written, *links)


def test_a_table_that_others_refer_to_is_more_than_a_junction() -> None:
    junction = entity("j", "id int", "student_id int", "course_id int", pk="id")
    assert found("CO017", *ENDS, junction, entity("g", "j_id int"), *LINKS, link("g.j_id", "j.id")) == ()


@pytest.mark.parametrize(("properties", "kind"), [({}, "primary_key"), ({"pk": "id"}, "unique")])
def test_the_pair_becomes_the_key_or_a_unique_one(properties: dict[str, str], kind: str) -> None:
    (finding,) = _found("id int", "created_at timestamptz", **properties)
    assert finding.fix[0].kind == kind


@pytest.mark.parametrize(
    "columns", [("CreatedById", "ModifiedById"), ("user_id", "created_by_user_id"), ("a_id", "owner_id")]
)
def test_who_made_or_changed_a_row_is_no_half_of_a_pair(columns: tuple[str, str]) -> None:
    table = entity("j", "id int", *(f"{one} int" for one in columns), pk="id")
    links = (link(f"j.{columns[0]}", "students.id"), link(f"j.{columns[1]}", "courses.id"))
    assert found("CO017", *ENDS, table, *links) == ()


def test_a_moment_that_may_be_without_one_of_the_two_is_no_pair() -> None:
    moment = ("id int", "created_at timestamp")
    nullable = entity("j", "student_id int not null", "course_id int", *moment, pk="id")
    required = entity("j", "student_id int not null", "course_id int not null", *moment, pk="id")
    assert found("CO017", *ENDS, nullable, *LINKS) == ()
    assert len(found("CO017", *ENDS, required, *LINKS)) == 1


def test_a_row_that_is_looked_up_by_its_time_is_an_event() -> None:
    times = ("id int", "created_at timestamp not null")
    assert _found(*times, pk="id", index="created_at") == ()
    assert _found(*times, pk="id", index="course_id")


def test_many_make_one_finding() -> None:
    names = "abcdef"
    tables = [entity(name, "student_id int", "course_id int") for name in names]
    links = [link(f"{name}.student_id", "students.id") for name in names]
    links += [link(f"{name}.course_id", "courses.id") for name in names]
    (one,) = found("CO017", *ENDS, *tables, *links)
    assert one.title.startswith("6 junctions can hold the same pair twice: a")


def test_a_thing_with_or_without_one_of_the_two_is_no_pair() -> None:
    columns = ("id int", "student_id int not null", "course_id int", "position int")
    assert found("CO017", *ENDS, entity("j", *columns, pk="id"), *LINKS) == ()
    links = (link("student_courses.student_id", "students.id"), link("student_courses.course_id", "courses.id"))
    assert found("CO017", *ENDS, entity("student_courses", *columns[:3], pk="id"), *links)


def test_what_was_run_or_visited_may_come_again() -> None:
    assert _found("id int", "runned_at bigint", "created_at bigint", pk="id") == ()
    assert _found("id int", "visited_at timestamp", pk="id") == ()
    assert _found("id int", "created_at timestamp", pk="id")
    visits = entity("course_visits", "id int", "student_id int", "course_id int", "created_at timestamp", pk="id")
    links = (link("course_visits.student_id", "students.id"), link("course_visits.course_id", "courses.id"))
    assert found("CO017", *ENDS, visits, *links) == ()
    runs = entity("runs", "id int", pk="id")
    pair = entity("student_runs", "id int", "student_id int", "run_id int", "created_at timestamp", pk="id")
    links = (link("student_runs.student_id", "students.id"), link("student_runs.run_id", "runs.id"))
    assert found("CO017", ENDS[0], runs, pair, *links)  # it is called after what it joins


@pytest.mark.parametrize("moment", ["accepted_at", "signed_on", "paid_at", "rated_at"])
def test_what_is_accepted_paid_or_rated_may_be_so_again(moment: str) -> None:
    assert _found("id int", f"{moment} timestamp", pk="id") == ()
    assert _found(f"{moment} timestamp")  # without a number of its own it is a pair
