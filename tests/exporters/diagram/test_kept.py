"""Values that are kept: each made once, however many ask."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from designer.exporters.diagram import kept
from designer.exporters.diagram.kept import Kept


def test_value_that_could_not_be_made_is_asked_for_again_by_who_waited_for_it() -> None:
    values: Kept[str] = Kept(2)
    begun, go_on = threading.Event(), threading.Event()

    def fail() -> str:
        begun.set()
        go_on.wait(10)
        raise ValueError("not this time")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(values.get, "a", fail)
        begun.wait(10)
        second = pool.submit(values.get, "a", lambda: "made")
        go_on.set()
        with pytest.raises(ValueError, match="not this time"):
            first.result(10)
        assert second.result(10) == "made"
    assert values.peek("a") == "made"


def test_threads_that_ask_at_once_get_what_one_of_them_makes() -> None:
    values: Kept[object] = Kept(2)
    made: list[object] = []
    begun, go_on = threading.Event(), threading.Event()

    def make() -> object:
        made.append(object())
        begun.set()
        go_on.wait(10)
        return made[-1]

    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(values.get, "a", make)]
        begun.wait(10)
        asked += [pool.submit(values.get, "a", make) for _ in range(3)]
        assert values.get("b", lambda: "other") == "other"
        go_on.set()
        assert {one.result(10) for one in asked} == set(made)
    assert len(made) == 1


def test_value_that_needs_itself_or_takes_for_ever_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    values: Kept[int] = Kept(2)
    assert values.get("a", lambda: values.get("a", lambda: 1) + 1) == 2
    monkeypatch.setattr(kept, "_PATIENCE_SECONDS", 0.01)
    begun, go_on = threading.Event(), threading.Event()

    def linger() -> int:
        begun.set()
        go_on.wait(10)
        return 1

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(values.get, "b", linger)
        begun.wait(10)
        assert values.get("b", lambda: 3) == 3
        go_on.set()
        slow.result(10)


def test_the_one_unused_for_longest_makes_place() -> None:
    values: Kept[str] = Kept(2)
    for key in "abac":
        values.get(key, key.upper)
    assert [values.peek(key) for key in "abc"] == ["A", None, "C"]
