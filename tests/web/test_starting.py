"""How a process that serves comes up."""

import gc
from collections.abc import Iterator

import pytest

from designer.web.starting import importing

USUAL = (700, 10, 10)
"""How often Python looks for garbage where nobody says otherwise; a run of tests does."""


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before, enabled = gc.get_threshold(), gc.isenabled()
    gc.set_threshold(*USUAL)
    yield
    gc.set_threshold(*before)
    gc.unfreeze()
    (gc.enable if enabled else gc.disable)()


def test_the_collector_rests_during_imports_even_where_one_fails() -> None:
    during: list[bool] = []

    def imported() -> None:
        with importing():
            during.append(gc.isenabled())
            raise ImportError("not installed")

    with pytest.raises(ImportError):
        imported()
    assert during == [False]
    assert gc.isenabled()


def test_what_imports_made_is_left_alone_and_the_rest_is_looked_at_less_often() -> None:
    often = gc.get_threshold()[0]
    with importing():
        pass
    assert gc.get_freeze_count() > 0
    assert 0 < often <= gc.get_threshold()[0]
    assert all(gc.get_threshold())
