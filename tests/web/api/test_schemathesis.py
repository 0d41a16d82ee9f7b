"""Whatever the document allows, and what it does not, is sent to every operation: no 500, and answers as described.

`DESIGNER_API_EXAMPLES` says how many requests an operation gets.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from designer.web.api.document import document
from tests.web.api.conftest import World
from tests.web.api.operations import LINES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.strict_only("made-up requests for every operation"),
]
EXAMPLES = int(os.environ.get("DESIGNER_API_EXAMPLES", "1"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture(scope="module")
def operations(world: World) -> Iterator[dict[str, Any]]:
    """By id. They are asked in this process, in the transaction of the test."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    found = openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    every = [one.ok() for one in found.get_all_operations()]
    yield {one.definition.raw["operationId"]: one for one in every}
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("name", LINES)
def test_operation_answers_as_it_is_described(
    name: str, mode: GenerationMode, operations: dict[str, Any], world: World
) -> None:
    operation = operations[name]
    ids = {"number": world.places["D"], "team": world.places["T"], "review": world.places["N"], "version": 1,
           "job": world.places["J"], "thread": world.places["H"], "target": "mermaid"}  # fmt: skip
    headers = {"Authorization": f"Bearer {world.programs['owner'].token}"}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=EXAMPLES < 10,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if data.draw(st.integers(0, 4)):  # else as they were made up
            case.path_parameters = {key: ids[key] for key in case.path_parameters or ()}
            if isinstance(case.body, dict) and "team" in case.body:
                case.body["team"] = world.places["T"]
        with transaction.atomic(), override_settings(API_REQUESTS_PER_MINUTE=10**9):
            case.call_and_validate(headers=headers, checks=CHECKS)
            transaction.set_rollback(True)

    ask()


def test_every_operation_is_asked(operations: dict[str, Any]) -> None:
    assert set(operations) == set(LINES)
    assert document()["openapi"].startswith("3.1")
