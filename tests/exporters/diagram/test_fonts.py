"""The folder of the font configuration: gone with its process, however that ends."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from designer.exporters.diagram import fonts

_SCRIPT = "from designer.exporters.diagram import fonts; print(fonts.configuration().parent, flush=True); {}"


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A temporary directory of the test's own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    fonts.configuration.cache_clear()
    yield tmp_path
    fonts.configuration.cache_clear()


def process(then: str) -> "subprocess.Popen[str]":
    """Another process that has made its configuration."""
    command = [sys.executable, "-c", _SCRIPT.format(then)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def folder_of(other: "subprocess.Popen[str]") -> Path:
    assert other.stdout is not None
    return Path(other.stdout.readline().strip())


def test_folder_of_a_living_process_stays_and_that_of_a_killed_one_goes(temporary: Path) -> None:
    with process("input()") as living, process("import time; time.sleep(60)") as killed:
        kept, left = folder_of(living), folder_of(killed)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert left.is_dir()
        own = fonts.configuration().parent
        assert {path.name for path in temporary.iterdir()} == {kept.name, own.name}
        assert (kept / "fonts.conf").is_file()
        living.kill()


def test_process_that_ends_takes_its_folder_along(temporary: Path) -> None:
    with process("pass") as other:
        folder = folder_of(other)
        other.wait()
    assert folder.parent == temporary
    assert not folder.exists()


def test_only_an_old_folder_without_a_mark_is_taken_for_left(temporary: Path) -> None:
    fresh, old, link = (temporary / f"designer-fonts-{name}" for name in ("fresh", "old", "link"))
    elsewhere = temporary / "elsewhere"
    for folder in (fresh, old, elsewhere):
        folder.mkdir()
    link.symlink_to(elsewhere)
    os.utime(old, (0, 0))
    os.utime(elsewhere, (0, 0))
    own = fonts.configuration().parent
    assert {path.name for path in temporary.iterdir()} == {fresh.name, link.name, elsewhere.name, own.name}
