import pytest

from designer.schema.build import entity, link
from designer.schema.model import Dialect
from tests.analysis.rules.checking import found

_TABLES = [entity(name, "id int", "up int", "other int", "own int", pk="id") for name in ("a", "b", "c")]


def _titles(*links: tuple[str, str, str], dialect: str = "tsql") -> list[str]:
    made = [link(child, parent, on_delete=action) for child, parent, action in links]
    return [one.title for one in found("CO062", *_TABLES, *made, dialect=Dialect(name=dialect))]


_DOWN = ("b.up", "a.id", "cascade")
_FURTHER = ("c.up", "b.id", "cascade")


@pytest.mark.parametrize("dialect", ["postgres", "mysql", "sqlite", "oracle"])
def test_other_systems_take_any_number_of_paths(dialect: str) -> None:
    assert _titles(_DOWN, _FURTHER, ("c.other", "a.id", "cascade"), dialect=dialect) == []


def test_one_path_and_paths_that_stop_are_taken() -> None:
    assert _titles(_DOWN, _FURTHER) == []
    assert _titles(_DOWN, _FURTHER, ("c.other", "a.id", "no action")) == []
    assert _titles(("b.up", "a.id", "set null"), _FURTHER, ("c.other", "a.id", "cascade")) == []


def test_two_parents_of_one_table_are_two_beginnings() -> None:
    assert _titles(("c.up", "a.id", "cascade"), ("c.other", "b.id", "cascade")) == []


@pytest.mark.parametrize("action", ["cascade", "set null", "set default"])
def test_a_second_path_by_any_action_is_refused(action: str) -> None:
    assert len(_titles(_DOWN, _FURTHER, ("c.other", "a.id", action))) == 1
    assert len(_titles(("b.up", "a.id", action), ("b.other", "a.id", action))) == 1


@pytest.mark.parametrize("action", ["cascade", "set null"])
def test_a_table_must_not_reach_itself(action: str) -> None:
    assert len(_titles(("a.own", "a.id", action))) == 1
    assert len(_titles(_DOWN, ("a.up", "b.id", "cascade"))) > 0
