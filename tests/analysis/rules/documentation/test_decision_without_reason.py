from typing import Any

import pytest

from designer.schema.build import entity
from designer.schema.model import Decision
from tests.analysis.rules.running import titles

ORDERS = entity("orders", "id bigint", pk="id", id="orders")


def decided(**properties: Any) -> list[str]:
    return titles("DO003", ORDERS, Decision(id="d", **{"finding": "CO001", "subject": "orders", **properties}))


@pytest.mark.parametrize("properties", [{"reason": "It is rebuilt each night."}, {"expires": "2001-01-01"}])
def test_a_reason_and_an_end_that_has_come_are_left_alone(properties: dict[str, Any]) -> None:
    assert decided(**properties) == []


@pytest.mark.parametrize("properties", [{}, {"reason": " \n"}, {"expires": "2999-01-01"}])
def test_a_decision_that_says_nothing_is_named(properties: dict[str, Any]) -> None:
    assert decided(**properties) == ["CO001 was dismissed for orders, and nobody wrote down why"]


def test_an_accepted_finding_wants_a_reason_too() -> None:
    assert decided(decision="accepted") == ["CO001 was accepted for orders, and nobody wrote down why"]


def test_a_decision_about_what_is_no_object_is_named_without_it() -> None:
    assert decided(subject="requirements") == ["CO001 was dismissed, and nobody wrote down why"]
