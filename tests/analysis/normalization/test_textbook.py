"""Problems that textbooks print, with the answers that they give."""

from dataclasses import dataclass

import pytest

from designer.analysis.normalization.design import Design
from designer.analysis.normalization.normalize import Report, normalize
from designer.analysis.normalization.problem import read_problem
from designer.analysis.normalization.report_text import as_text


@dataclass(frozen=True)
class Textbook:
    """A problem and its known answers; attributes are separated by blanks, or single letters."""

    name: str
    attributes: str
    fds: tuple[str, ...]
    keys: tuple[str, ...]
    form: str
    third: tuple[str, ...]
    preserving_exists: bool = True
    boyce_codd: tuple[str, ...] | None = None


PROBLEMS = (
    Textbook(
        "lending: branch, customer and loan of a bank",
        "branch city assets customer loan amount",
        ("branch > city assets", "loan > amount branch"),
        keys=("customer loan",),
        form="1NF",
        third=("branch city assets", "loan amount branch", "customer loan"),
    ),
    Textbook(
        "city, street, zip",
        "city street zip",
        ("city street > zip", "zip > city"),
        keys=("city street", "street zip"),
        form="3NF",
        third=("city street zip",),
        preserving_exists=False,
        boyce_codd=("street zip", "zip city"),
    ),
    Textbook(
        "supplier, part, city, status, quantity",
        "supplier city status part quantity",
        ("supplier > city", "city > status", "supplier part > quantity"),
        keys=("supplier part",),
        form="1NF",
        third=("supplier city", "city status", "supplier part quantity"),
    ),
    Textbook(
        "student, subject, teacher",
        "S J T",
        ("S J > T", "T > J"),
        keys=("S J", "S T"),
        form="3NF",
        third=("S J T",),
        preserving_exists=False,
        boyce_codd=("S T", "T J"),
    ),
    Textbook(
        "courses, teachers, hours, rooms, students, grades",
        "C T H R S G",
        ("C > T", "H R > C", "H T > R", "C S > G", "H S > R"),
        keys=("H S",),
        form="2NF",
        third=("C T", "H R C", "H T R", "C S G", "H S R"),
    ),
    Textbook(
        "employee, project, hours, names and place",
        "ssn pnumber hours ename pname plocation",
        ("ssn pnumber > hours", "ssn > ename", "pnumber > pname plocation"),
        keys=("ssn pnumber",),
        form="1NF",
        third=("ssn pnumber hours", "ssn ename", "pnumber pname plocation"),
    ),
    Textbook(
        "lots of land: county, lot, area, price, tax",
        "property county lot area price tax",
        (
            "property > county lot area price tax",
            "county lot > property area price tax",
            "county > tax",
            "area > price",
        ),
        keys=("property", "county lot"),
        form="1NF",
        third=("property county lot area", "county tax", "area price"),
    ),
    Textbook(
        "employee, department, manager",
        "emp name dept manager",
        ("emp > name dept", "dept > manager"),
        keys=("emp",),
        form="2NF",
        third=("emp name dept", "dept manager"),
    ),
    Textbook(
        "a cycle of three",
        "A B C",
        ("A > B", "B > C", "C > A"),
        keys=("A", "B", "C"),
        form="BCNF",
        third=("A B C",),
    ),
    Textbook(
        "nothing determines anything",
        "A B C",
        (),
        keys=("A B C",),
        form="BCNF",
        third=("A B C",),
    ),
    Textbook(
        "R(A..J) of ten attributes",
        "A B C D E F G H I J",
        ("A B > C", "A > D E", "B > F", "F > G H", "D > I J"),
        keys=("A B",),
        form="1NF",
        third=("A B C", "A D E", "B F", "F G H", "D I J"),
    ),
    Textbook(
        "a book, its authors and their home",
        "title author type price affiliation publisher",
        ("title > publisher type", "type > price", "author > affiliation"),
        keys=("title author",),
        form="1NF",
        third=("title publisher type", "type price", "author affiliation", "title author"),
    ),
)


def report_on(one: Textbook) -> Report:
    sides = [fd.split(">") for fd in one.fds]
    return normalize(
        read_problem(
            {
                "relation": "R",
                "attributes": one.attributes.split(),
                "fds": [{"from": left.split(), "to": right.split()} for left, right in sides],
            }
        )
    )


def sets(report: Report, design: Design) -> set[frozenset[str]]:
    return {frozenset(report.relation.names(part.attributes)) for part in design.parts}


def given(texts: tuple[str, ...]) -> set[frozenset[str]]:
    return {frozenset(text.split()) for text in texts}


@pytest.mark.parametrize("one", PROBLEMS, ids=lambda one: one.name)
def test_the_answers_are_those_of_the_book(one: Textbook) -> None:
    report = report_on(one)
    assert {frozenset(report.relation.names(key)) for key in report.keys.keys} == given(one.keys)
    assert report.standing.form == one.form
    assert sets(report, report.third) == given(one.third)
    assert report.third.preserving
    assert report.preserving_exists is one.preserving_exists
    if one.boyce_codd:
        assert sets(report, report.boyce_codd) == given(one.boyce_codd)


@pytest.mark.parametrize("one", PROBLEMS, ids=lambda one: one.name)
def test_the_text_says_it_all(one: Textbook) -> None:
    report = report_on(one)
    text = as_text(report)
    assert f"Normal form: {one.form}" in text
    for violation in report.explanations:
        assert violation.why in text
        assert violation.anomalies.update in text
    assert "None" not in text
    if one.form != "BCNF":
        assert "Lossless: yes" in text
    if not one.preserving_exists:
        assert "No design in Boyce-Codd normal form keeps every dependency" in text
        assert "Lost: " in text


def test_courses_teachers_and_texts_are_in_bcnf_and_not_in_4nf() -> None:
    report = normalize(
        read_problem(
            {
                "relation": "ctx",
                "attributes": ["course", "teacher", "text"],
                "mvds": [{"from": ["course"], "to": ["teacher"]}],
            }
        )
    )
    assert (report.standing.form, report.in_fourth) == ("BCNF", False)
    assert sets(report, report.fourth) == given(("course teacher", "course text"))
    assert "course ↠ teacher  breaks 4NF" in as_text(report)


def test_a_part_of_a_key_that_only_prime_attributes_lead_through_is_found() -> None:
    # X decides P and Q, which are in keys; together they decide N. No given dependency alone shows that
    # N hangs on X, a part of the key XZ.
    report = report_on(Textbook("", "X P Q N Z", ("X > P Q", "P Z > X", "Q Z > X", "P Q > N"), (), "", ()))
    assert report.standing.form == "1NF"
    first = report.standing.violations[0]
    assert (report.relation.names(first.dependency.determinant), report.relation.names(first.dependent)) == (
        ("X",),
        ("N",),
    )
    assert report.explanations[0].derivation[:3] == (
        "X → P, Q is given",
        "P, Q → N is given",
        "together: X → N",
    )
