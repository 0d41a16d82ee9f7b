"""What workers do beside jobs goes on, whatever goes wrong with one part of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

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
        tasks = [
            asyncio.create_task(errands._again_and_again(Errand(*one), asyncio.Event()))
            for one in (("b", bad, 0), ("g", good, 0))
        ]
        while calls.count("bad") < 3 or calls.count("good") < 3:
            await asyncio.sleep(0.001)
        for task in tasks:
            task.cancel()

    with caplog.at_level(logging.ERROR):
        asyncio.run(work())
    assert "The errand 'b' failed" in caplog.text
    assert "a bug" in caplog.text


def test_an_errand_looks_at_its_words_and_many_of_them_cost_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "_errands", {})
    monkeypatch.setattr(errands, "_ears", [])
    monkeypatch.setattr(errands, "autodiscover_modules", lambda name: None)
    looks: list[str] = []
    wakes: list[errands.Wake] = []

    async def listen(wake: errands.Wake) -> None:
        wakes.append(wake)

    def look(name: str) -> Callable[[], bool]:
        def looked() -> bool:
            looks.append(name)
            return False

        return looked

    errand("due", look("due"), every=600, on=frozenset({"due"}), pause=0.02)
    errand("seldom", look("seldom"), every=600)
    errands.heard_by(listen)

    async def until(count: int) -> None:
        while len(looks) < count:
            await asyncio.sleep(0.001)

    async def work() -> None:
        task = asyncio.create_task(errands.run_errands())
        await until(2)
        for _ in range(50):
            wakes[0]("event")  # nobody waits for it
            wakes[0]("due")
        await until(3)
        wakes[0]("")  # something may have been missed: everybody looks
        await until(5)
        task.cancel()

    asyncio.run(asyncio.wait_for(work(), 10))
    assert looks.count("seldom") == 2
    assert 3 <= looks.count("due") <= 4
