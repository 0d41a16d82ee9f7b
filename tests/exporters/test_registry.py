"""Targets are found by walking the package."""

import pytest

from designer.exporters import UnknownTarget, export, exporter, exporters
from designer.schema.schema import Schema


def test_unknown_target_names_those_that_there_are() -> None:
    with pytest.raises(UnknownTarget, match=r"'punchcards'.*postgres"):
        export(Schema(), "punchcards")


def test_every_target_is_found_under_its_own_name() -> None:
    assert exporters()
    for name, target in exporters().items():
        assert target.name == name
        assert exporter(name) is target
        assert target.suffix.startswith(".")
        assert "/" in target.media_type
        assert target.label
