"""What operations do: states and their tags, conflicts, repetitions, lists, jobs, reviews of a branch."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from designer.analysis.report import as_json
from designer.analysis.settings import RuleSettings
from designer.exporters.diagram.kept import Kept
from designer.exporters.registry import exporters
from designer.jobs.kinds import Work
from designer.jobs.models import Job
from designer.schema.content_hash import content_hash
from designer.schema.design_file import from_json, to_json
from designer.store.cache import schema_of
from designer.store.editing import create_design
from designer.store.models import AuditEntry, Design, Review
from designer.store.rule_settings import set_rule_settings
from designer.web import reports
from designer.web.api import exports, plans
from designer.web.api.document import document
from designer.web.api.manual import example_of
from designer.web.api.operation import SCOPES
from designer.web.models import Mark
from designer.web.reports import findings_of
from tests.web.api.conftest import World, program_of
from tests.web.conftest import many, shop

pytestmark = pytest.mark.django_db
SQL = "CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL UNIQUE)"


def at(world: World, path: str = "") -> str:
    return f"/designs/{world.places['D']}{path}"


def file_of(world: World) -> dict[str, Any]:
    return to_json(schema_of(Design.objects.get(pk=world.places["D"])))


def test_every_example_of_the_manual_is_a_body_that_its_operation_takes() -> None:
    shapes = document()["components"]["schemas"]
    bodies = 0
    for methods in document()["paths"].values():
        for operation in methods.values():
            content = operation.get("requestBody", {}).get("content", {})
            example = example_of(operation["operationId"])
            assert (example is not None) == bool(content), operation["operationId"]
            if content:
                schema = {**content["application/json"]["schema"], "components": {"schemas": shapes}}
                Draft202012Validator(schema).validate(example)
                bodies += 1
    assert bodies > 10


def test_the_document_names_scopes_refusals_and_the_shape_of_design_files() -> None:
    found = document()
    assert found["openapi"] == "3.1.0"
    for methods in found["paths"].values():
        for operation in methods.values():
            assert operation["x-scopes"] == [str(one) for one in SCOPES[operation["operationId"]]]
            refusal = operation["responses"]["401"]["content"]
            assert list(refusal) == ["application/problem+json"]
    shapes = found["components"]["schemas"]
    Draft202012Validator.check_schema({**shapes["DesignFile"], "components": {"schemas": shapes}})
    validator = Draft202012Validator({"$ref": "#/components/schemas/DesignFile", "components": {"schemas": shapes}})
    validator.validate(json.loads(json.dumps(to_json(shop()))))
    assert not validator.is_valid({"format": "designer/1", "entities": [{"name": 7}]})


def test_a_state_that_is_known_is_not_sent_again(world: World) -> None:
    ask = world.programs["viewer"]
    for path in ("", "/file", "/findings", "/exports/dbml", "/versions/1/file"):
        first = ask("GET", at(world, path))
        again = ask("GET", at(world, path), If_None_Match=first.headers["ETag"])
        assert (again.status_code, again.content) == (304, b""), path
        assert ask("GET", at(world, path), If_None_Match='"other"').status_code == 200
    # Who may not see it is not told that it is the same.
    assert world.programs["stranger"]("GET", at(world), If_None_Match=first.headers["ETag"]).status_code == 404


def test_fields_of_two_people_merge_and_the_same_field_conflicts(world: World) -> None:
    ask, base = world.programs["editor"], world.places["R"]
    file = file_of(world)
    one = {**file, "comment": "Mine"}
    assert ask("PUT", at(world, "/file"), {"design": one, "base": base}).json() == {
        "revision": base + 1, "label": "Take the state of a file", "changed": True,
    }  # fmt: skip
    two = json.loads(json.dumps(file))
    two["entities"][0]["comment"] = "Theirs"
    assert ask("PUT", at(world, "/file"), {"design": two, "base": base}).json()["revision"] == base + 2
    assert (file_of(world)["comment"], file_of(world)["entities"][0]["comment"]) == ("Mine", "Theirs")
    refused = ask("PUT", at(world, "/file"), {"design": {**file, "comment": "Third"}, "base": base})
    (conflict,) = refused.json()["conflicts"]
    assert refused.status_code == 409
    assert (conflict["field"], conflict["base"], conflict["theirs"], conflict["yours"]) == (
        "comment", "For sale", "Mine", "Third",
    )  # fmt: skip
    assert file_of(world)["comment"] == "Mine"


def test_a_whole_state_says_what_it_was_made_from(world: World) -> None:
    ask, file = world.programs["editor"], file_of(world)
    assert ask("PUT", at(world, "/file"), {"design": file}).status_code == 428
    assert ask("PUT", at(world, "/file"), {"design": file}, If_Match='"9-r9"').status_code == 412
    assert ask("PUT", at(world, "/file"), {"design": file, "base": 99}).status_code == 422
    tag = ask("GET", at(world, "/file")).headers["ETag"]
    answer = ask("PUT", at(world, "/file"), {"design": file}, If_Match=tag)
    assert answer.json()["changed"] is False
    assert answer.headers["ETag"] == tag


def test_sql_that_is_kept_loses_nothing_that_it_does_not_say(world: World) -> None:
    before = file_of(world)
    answer = world.programs["editor"](
        "PUT", at(world, "/file"), {"sql": SQL, "dialect": "postgres", "keep": True, "base": world.places["R"]}
    )
    after = file_of(world)
    assert answer.status_code == 200
    assert [one["name"] for one in after["entities"]] == ["customers"]
    assert after["entities"][0]["rows"] == 400_000
    assert (after["comment"], after["name"]) == (before["comment"], before["name"])


def test_a_design_from_sql_gives_an_account_of_every_statement(world: World) -> None:
    body = {"team": world.places["T"], "name": "new", "sql": f"{SQL}; CREATE VIEW v AS SELECT 1; SELECT 2; FOO"}
    made = world.programs["editor"]("POST", "/designs", {**body, "dialect": "postgres"})
    assert made.status_code == 201
    found = made.json()
    assert made.headers["Location"] == f"/api/v1/designs/{found['id']}"
    said = found["import"]
    assert (said["counts"]["entities"], len(said["opaque"]), len(said["skipped"]), len(said["problems"])) == (
        1,
        1,
        1,
        1,
    )
    nonsense = world.programs["editor"]("POST", "/designs", {**body, "sql": "nothing at all", "dialect": "postgres"})
    assert nonsense.status_code == 422
    assert nonsense.json()["problems"]


def test_a_request_with_a_key_is_done_once_and_its_key_is_its_own(world: World) -> None:
    ask = world.programs["editor"]
    body = {"team": world.places["T"], "name": "once", "design": to_json(shop())}
    first = ask("POST", "/designs", body, Idempotency_Key="k")
    again = ask("POST", "/designs", body, Idempotency_Key="k")
    assert (first.status_code, first.content) == (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"]
    assert Design.objects.filter(name="once").count() == 1
    assert ask("POST", "/designs", {**body, "name": "other"}, Idempotency_Key="k").status_code == 422
    assert world.programs["owner"]("POST", "/designs", body, Idempotency_Key="k").json()["id"] != first.json()["id"]
    # What was refused left no trace: the same key may be tried again.
    refused = ask("POST", at(world, "/versions"), {"message": "x", "revision": 1}, Idempotency_Key="v")
    assert refused.status_code == 409
    assert ask("POST", at(world, "/versions"), {"message": "x"}, Idempotency_Key="v").status_code == 201
    assert ask("POST", "/designs", body, Idempotency_Key="k" * 201).status_code == 400


def test_lists_go_on_where_they_stopped(world: World) -> None:
    ask, team = world.programs["owner"], world.places["T"]
    made = [create_design(team, world.users["owner"], shop(), label="x").id for _ in range(4)]
    seen: list[int] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ask("GET", f"/designs?limit=2&cursor={cursor}").json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
    assert [one for one in seen if one in made] == [*reversed(made)]
    assert len(seen) == len(set(seen)) == len(made) + 2
    assert world.places["D"] in seen
    proposals = ask("GET", "/designs?proposals=true&limit=200").json()["items"]
    assert [one["proposal_for"] for one in proposals if one["proposal_for"]] == [world.places["D"]]
    for wrong in ("x", "YWZ0ZXI6LTE", "YWZ0ZXI6" + "OQ" * 9, "%F0%9F%98%80"):
        assert ask("GET", f"/designs?cursor={wrong}").status_code == 422


def test_findings_and_differences_are_those_of_the_command_line(world: World) -> None:
    ask, schema = world.programs["viewer"], schema_of(world.design)
    expected = json.loads(json.dumps(as_json(findings_of(world.design, schema).report, schema), default=str))
    assert ask("GET", at(world, "/findings")).json() == expected
    assert {one["ruleId"] for one in ask("GET", at(world, "/findings.sarif")).json()["runs"][0]["results"]} == {
        one["code"] for one in expected["findings"]
    }
    # Nothing was described yet when the first version was kept.
    earlier = ask("GET", at(world, "/findings?version=1")).json()["findings"]
    assert {one["code"] for one in expected["findings"]} == {one["code"] for one in earlier} | {"DO001"}
    difference = ask("GET", at(world, "/diff?from=1&to=2")).json()
    assert difference["changes"] == [
        {"change": "alter", "kind": "design", "id": "design", "set": {"comment": "For sale"}, "was": {"comment": None}}
    ]
    assert ask("GET", at(world, "/diff?from=now&to=9")).status_code == 404
    assert content_hash(from_json(ask("GET", at(world, "/versions/1/file")).json())) == content_hash(shop())


def test_what_is_gone_for_good_is_retired_by_its_name_and_told_with_the_score(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other tests made other revisions of the same numbers, which are taken back, but not what was found of them.
    monkeypatch.setattr(reports, "_reports", Kept(8))
    monkeypatch.setattr(reports, "_examined", Kept(8))
    ask = world.programs["editor"]
    pattern, *_ = schema_of(Design.objects.get(pk=world.places["D"])).access_patterns
    before = ask("GET", at(world, "/score")).json()
    assert (before["no_longer_said"], before["retired"]) == ([], [])
    body = {"name": pattern.name.upper(), "reason": "short"}
    refused = ask("POST", at(world, "/retired"), body)
    assert (refused.status_code, "different words" in refused.json()["detail"]) == (422, True)
    assert "never said" in ask("POST", at(world, "/retired"), {**body, "name": "nothing"}).json()["detail"]
    body["reason"] = "Nobody opens that page any more."
    assert ask("POST", at(world, "/retired"), body).status_code == 201
    told = ask("GET", at(world, "/score")).json()
    assert told["no_longer_said"] == []
    assert [(one["object"], one["reason"]) for one in told["retired"]] == [(pattern.id, body["reason"])]
    assert told["looks"][0]["label"] == f"Retire the access pattern “{pattern.name}”"
    assert told["looks"][0]["score"] == told["score"]["value"]
    again = ask("POST", at(world, "/retired"), body)
    assert (again.status_code, again.json()["changed"]) == (201, False)
    Mark.objects.filter(design_id=world.places["D"]).order_by("-revision")[0].delete()  # as if nobody had looked yet
    again = ask("POST", at(world, "/retired"), body)
    assert (again.status_code, again.json()["changed"]) == (201, False)


def test_findings_say_which_rules_are_off(world: World) -> None:
    ask = world.programs["viewer"]
    assert "rules_off" not in ask("GET", at(world, "/findings")).json()
    set_rule_settings(world.users["owner"], world.design.team_id, RuleSettings(frozenset({"NM004", "TY003"})))
    assert ask("GET", at(world, "/findings")).json()["rules_off"] == ["NM004", "TY003"]
    (invocation,) = ask("GET", at(world, "/findings.sarif")).json()["runs"][0]["invocations"]
    told = [one["descriptor"]["id"] for one in invocation["ruleConfigurationOverrides"]]
    assert told == ["NM004", "TY003"]


@pytest.mark.strict_only("all targets, drawn ones among them; the default run takes the texts apart")
def test_every_target_is_exported_with_its_warnings(world: World) -> None:
    for name, found in exporters().items():
        made = world.programs["viewer"]("GET", at(world, f"/exports/{name}"))
        assert made.status_code == 200, (name, made.content[:300])
        assert made.json()["media_type"] == found.media_type
    assert AuditEntry.objects.filter(action="export.downloaded").count() == len(exporters())


def test_what_takes_long_is_a_job_whose_result_is_the_export(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "_AT_ONCE", 4)
    design = create_design(world.places["T"], world.users["owner"], many(5), label="x")
    ask, path = world.programs["viewer"], f"/designs/{design.id}/exports/svg"
    asked = ask("GET", path)
    assert (asked.status_code, asked.json()["state"]) == (202, "waiting")
    where = asked.headers["Location"].removeprefix("/api/v1")
    assert ask("GET", path).json()["id"] == asked.json()["id"]
    job = Job.objects.get(id=asked.json()["id"])
    result = exports.perform(Work(job, _Silent()))  # type: ignore[arg-type]
    Job.objects.filter(id=job.id).update(state="done", result=result)
    assert ask("GET", where).json()["result"]["content"].startswith("<")
    made = ask("GET", path)
    assert (made.status_code, made.json()["target"]) == (200, "svg")
    assert ask("DELETE", where).json()["state"] == "done"


class _Silent:
    def step(self, *_: Any) -> None:
        """Nobody watches."""


def test_a_plan_is_a_job_in_the_shape_of_the_command_line(world: World) -> None:
    asked = world.programs["viewer"]("POST", at(world, "/plans"), {"from": "1"})
    assert asked.status_code == 202
    result = plans.perform(Work(Job.objects.get(id=asked.json()["id"]), _Silent()))  # type: ignore[arg-type]
    assert {"changes", "steps", "survival", "verified"} <= set(result)
    joined = world.programs["owner"]("POST", at(world, "/plans"), {"from": "1"})
    assert joined.json()["id"] == asked.json()["id"]
    assert world.programs["owner"]("POST", at(world, "/plans"), {"from": "7"}).status_code == 404
    assert world.programs["owner"]("POST", at(world, "/plans"), {"from": "1;--"}).status_code == 422


def test_a_branch_has_one_review_as_long_as_it_is_not_settled(world: World) -> None:
    ask, file = program_of(world.users["editor"], "review"), file_of(world)
    body = {"title": "Index", "key": "feature/index", "design": {**file, "comment": "First"}}
    first = ask("POST", at(world, "/reviews"), body)
    assert (first.status_code, first.json()["standing"]) == (201, "open")
    number = first.json()["number"]
    second = ask("POST", at(world, "/reviews"), {**body, "title": "Index it", "design": {**file, "comment": "Second"}})
    assert (second.status_code, second.json()["number"], second.json()["title"]) == (200, number, "Index it")
    whole = ask("GET", at(world, f"/reviews/{number}")).json()
    assert [one["set"] for one in whole["diff"]["changes"]] == [{"comment": "Second"}]
    assert [one["number"] for one in ask("GET", at(world, "/reviews?key=feature/index")).json()["items"]] == [number]
    assert ask("POST", at(world, f"/reviews/{number}/close"), {"text": "no"}).json()["state"] == "closed"
    third = ask("POST", at(world, "/reviews"), body)
    assert third.json()["number"] == number + 1
    taken = ask("POST", at(world, f"/reviews/{number}/open"))
    assert taken.status_code == 422
    assert f"#{number + 1}" in taken.json()["detail"]
    # A token that begins reviews neither approves nor merges, nor does it change the design.
    for path, sent in (("verdicts", {"opinion": "approved", "revision": 2}), ("merge", {})):
        assert ask("POST", at(world, f"/reviews/{number + 1}/{path}"), sent).status_code == 403
    assert file_of(world)["comment"] == "For sale"


@pytest.mark.strict_only("a journey beside the one that the default run takes")
def test_a_branch_that_changes_nothing_stays_a_draft_until_it_does(world: World) -> None:
    ask, file = world.programs["editor"], file_of(world)
    first = ask("POST", at(world, "/reviews"), {"title": "x", "key": "b", "design": file})
    assert (first.status_code, first.json()["state"]) == (201, "draft")
    second = ask("POST", at(world, "/reviews"), {"title": "x", "key": "b", "design": {**file, "comment": "Now"}})
    assert second.json()["state"] == "open"


def test_a_review_is_decided_and_merged_and_conflicts_are_chosen(world: World) -> None:
    ask, review = world.programs["owner"], at(world, f"/reviews/{world.places['N']}")
    whole = ask("GET", review).json()
    sent = {"proposal_revision": whole["proposal_revision"], "design_revision": whole["design_revision"]}
    assert "takes 1 approval" in ask("POST", f"{review}/merge", sent).json()["detail"]
    stale = {"opinion": "approved", "revision": 1}
    assert ask("POST", f"{review}/verdicts", stale).status_code == 409
    verdict = {"opinion": "approved", "revision": whole["proposal_revision"], "text": "Good"}
    assert ask("POST", f"{review}/verdicts", verdict).status_code == 204
    assert ask("GET", review).json()["blocks"] == []
    comment = {
        "change": "alter",
        "kind": "design",
        "id": "design",
        "set": {"comment": "A"},
        "was": {"comment": "For sale"},
    }
    body = {"revision": world.places["R"], "label": "Meanwhile", "changes": [comment]}
    sent["design_revision"] = ask("POST", at(world, "/changes"), body).json()["revision"]
    refused = ask("POST", f"{review}/merge", sent)
    (conflict,) = refused.json()["conflicts"]
    assert (refused.status_code, conflict["ours"], conflict["theirs"]) == (409, "A", "Soon")
    merged = ask("POST", f"{review}/merge", {**sent, "choices": {conflict["key"]: "theirs"}})
    assert merged.json()["revision"] == sent["design_revision"] + 1
    assert file_of(world)["comment"] == "Soon"
    assert Review.objects.get(design_id=world.places["D"], number=world.places["N"]).state == "merged"


def test_comments_stand_where_they_are_said_to(world: World) -> None:
    ask, review = world.programs["reviewer"], at(world, f"/reviews/{world.places['N']}")
    thread = world.places["H"]
    assert ask("POST", f"{review}/comments", {"text": "And?", "thread": thread}).json()["created"] is False
    column = file_of(world)["entities"][0]["attributes"][0]["id"]
    made = ask("POST", f"{review}/comments", {"text": "This?", "about": "attribute", "subject": column})
    whole = {one["id"]: one for one in ask("GET", review).json()["threads"]}
    assert [one["text"] for one in whole[thread]["comments"]] == ["Why?", "And?"]
    assert whole[made.json()["thread"]]["subject"] == column
    for wrong in ({"about": "attribute", "subject": "none"}, {"thread": "x" * 36}, {"thread": "0" * 36}):
        assert ask("POST", f"{review}/comments", {"text": "?", **wrong}).status_code in (404, 422)
    assert ask("PATCH", f"{review}/threads/{thread}", {"resolved": True}).status_code == 204


def test_a_design_is_deleted_by_owners_as_it_was_looked_at(world: World) -> None:
    ask, proposal = world.programs["owner"], Review.objects.get(design_id=world.places["D"]).proposal_id
    assert ask("DELETE", f"/designs/{proposal}").status_code == 409
    assert ask("DELETE", at(world), If_Match='"1-r1"').status_code == 412
    assert ask("DELETE", at(world), If_Match=ask("GET", at(world)).headers["ETag"]).status_code == 204
    assert not Design.objects.filter(pk__in=[world.places["D"], proposal]).exists()
    assert AuditEntry.objects.get(action="design.deleted").subject == "shop"
