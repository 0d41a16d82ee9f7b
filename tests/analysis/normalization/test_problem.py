import json

import pytest

from designer.analysis.normalization.normalize import normalize
from designer.analysis.normalization.problem import ProblemError, read_problem
from designer.analysis.normalization.report_json import as_json
from designer.analysis.normalization.report_text import as_text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ([], "expected an object"),
        ({"attributes": []}, "is empty"),
        ({}, "has to be a list of names"),
        ({"attributes": "ABC"}, "has to be a list of names"),
        ({"attributes": ["A", ""]}, "is no name"),
        ({"attributes": ["A", 3]}, "3 is no name"),
        ({"attributes": ["A", "A"]}, "'A' is given 2 times"),
        ({"attributes": ["A"], "fd": []}, "unknown key 'fd'"),
        ({"attributes": ["A"], "fds": {}}, '"fds" has to be a list'),
        ({"attributes": ["A"], "fds": [["A", "A"]]}, "fds[0] has to be an object"),
        ({"attributes": ["City"], "fds": [{"from": ["city"], "to": ["City"]}]}, "did you mean 'City'"),
        (
            {"relation": "orders", "attributes": ["A"], "fds": [{"from": [], "to": ["Z"]}]},
            "orders has no attribute 'Z'",
        ),
        ({"attributes": ["A"], "mvds": [{"from": "A", "to": []}]}, "mvds[0].from has to be a list"),
        ({"attributes": ["A"], "limits": {"keys": 0}}, "limits.keys"),
        ({"attributes": ["A"], "limits": {"seconds": float("nan")}}, "limits.seconds"),
        ({"attributes": ["A"], "limits": {"minutes": 1}}, "unknown key 'minutes'"),
        ({"attributes": [f"a{at}" for at in range(1001)]}, "more than 1000"),
    ],
)
def test_bad_input_is_said_in_words(data: object, reason: str) -> None:
    with pytest.raises(ProblemError) as error:
        read_problem(data)
    assert reason in str(error.value)


def test_names_that_differ_in_case_are_two_and_that_is_said() -> None:
    problem = read_problem({"attributes": ["City", "city"], "fds": [{"from": ["City"], "to": ["city"]}]})
    assert "differ in case only" in problem.notes[0]
    assert as_json(normalize(problem))["candidate_keys"]["keys"] == [["City"]]


def test_an_empty_left_side_is_a_constant() -> None:
    report = normalize(read_problem({"attributes": ["id", "country"], "fds": [{"from": [], "to": ["country"]}]}))
    assert report.standing.form == "1NF"
    assert "the same value in every row" in as_text(report)


def test_results_are_json_in_the_order_of_the_input_and_the_same_each_time() -> None:
    data = {
        "relation": "lessons",
        "attributes": ["teacher", "subject", "student"],
        "fds": [{"from": ["student", "subject"], "to": ["teacher"]}, {"from": ["teacher"], "to": ["subject"]}],
    }
    first, second = (json.dumps(as_json(normalize(read_problem(data)))) for _ in range(2))
    assert first == second
    found = json.loads(first)
    assert found["candidate_keys"] == {
        "keys": [["teacher", "student"], ["subject", "student"]],
        "complete": True,
        "at_least": 2,
        "exact_count": 2,
    }
    assert found["prime"] == ["teacher", "subject", "student"]
    assert found["violations"][0]["counterexample"] == [
        ["teacher 1", "subject 1", "student 1"],
        ["teacher 1", "subject 1", "student 2"],
    ]
    assert found["decompositions"]["bcnf"]["lost"] == [
        {"from": ["subject", "student"], "to": ["teacher"], "enforced_by_join_of": ["lessons", "teachers"]}
    ]
    assert found["bcnf_preserving_exists"] is False


def test_what_was_not_decided_is_null_and_said() -> None:
    pairs = [{"from": [f"a{at}"], "to": [f"a{at ^ 1}"]} for at in range(40)]
    data = {"attributes": [f"a{at}" for at in range(40)], "fds": pairs, "limits": {"keys": 5}}
    report = normalize(read_problem(data))
    assert "there are exactly 1048576" in as_text(report)
    found = as_json(report)["candidate_keys"]
    assert (found["complete"], found["exact_count"], len(found["keys"])) == (False, 2**20, 5)


def test_two_hundred_attributes_end_within_the_limits() -> None:
    fds = [{"from": [f"a{at % 200}", f"a{(at * 7 + 3) % 200}"], "to": [f"a{(at * 13 + 5) % 200}"]} for at in range(160)]
    data = {"attributes": [f"a{at}" for at in range(200)], "fds": fds, "limits": {"keys": 20, "seconds": 0.3}}
    report = normalize(read_problem(data))
    assert report.third.lossless
    assert report.third.preserving
    assert not report.keys.complete


def test_a_cycle_through_two_hundred_attributes_stays_one_table_though_its_keys_are_not_counted_out() -> None:
    fds = [{"from": [f"a{at}"], "to": [f"a{(at + 1) % 200}"]} for at in range(200)]
    data = {"attributes": [f"a{at}" for at in range(200)], "fds": fds, "limits": {"keys": 20, "seconds": 0.001}}
    report = normalize(read_problem(data))
    assert len(report.third.parts) == 1
