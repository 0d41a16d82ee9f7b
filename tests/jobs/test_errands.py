"""What workers do beside jobs goes on, whatever goes wrong with one part of it."""

from __future__ import annotations

import asyncio
import logging

import pytest

from designer.jobs import errands
from designer.jobs.errands import Errand, errand


def test_a_name_used_twice_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "_errands", {})
    errand("one", lambda: False, every=1)
    with pytest.raises(RuntimeError, match="two errands"):
        errand("one", lambda: False, every=1)


def test_an_errand_that_fails_is_logged_and_tried_again_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(errands, "_PATIENCE_SECONDS", 0.0)
    calls: list[str] = []

    def bad() -> bool:
        calls.append("bad")
        raise ValueError("a bug")

    def good() -> bool:
        calls.append("good")
        return len(calls) < 20  # there is more at once

    async def work() -> None:
        tasks = [asyncio.create_task(errands._again_and_again(Errand(*one))) for one in (("b", bad, 0), ("g", good, 0))]
        while calls.count("bad") < 3 or calls.count("good") < 3:
            await asyncio.sleep(0.001)
        for task in tasks:
            task.cancel()

    with caplog.at_level(logging.ERROR):
        asyncio.run(work())
    assert "The errand 'b' failed" in caplog.text
    assert "a bug" in caplog.text
