"""Shared places are used only when nobody else can have put anything there."""

import os
from pathlib import Path

import pytest

from designer.lab import places
from designer.lab.errors import AlreadyRunning, ServerUnavailable
from designer.lab.exclusive import Hold


def test_link_in_place_of_a_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "mine").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ServerUnavailable, match="not a directory of this user's"):
        places.own_directory(tmp_path / "mine")


@pytest.mark.requires("root")
def test_directory_of_another_account_is_refused(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    os.chown(tmp_path / "theirs", 65534, 65534)
    with pytest.raises(ServerUnavailable, match="not a directory of this user's"):
        places.own_directory(tmp_path / "theirs")


def test_directory_that_others_can_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o777)
    with pytest.raises(ServerUnavailable, match="written by others"):
        places.own_directory(tmp_path / "open")


def test_file_where_a_directory_must_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ServerUnavailable, match="cannot be used"):
        places.own_directory(tmp_path / "file" / "below")


def test_two_checkouts_have_different_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESIGNER_DATA_DIR", raising=False)
    one = places.data_directory()
    monkeypatch.setattr(places, "CHECKOUT", Path("/another/checkout"))
    assert places.data_directory() != one


def test_ordinary_users_data_follows_xdg_and_ignores_relative_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESIGNER_DATA_DIR", raising=False)
    monkeypatch.setattr(places, "is_root", lambda: False)
    monkeypatch.setattr(places.sys, "platform", "linux")
    monkeypatch.setenv("HOME", "/home/ann")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert places.data_directory().is_relative_to("/home/ann/.local/share/schema-designer")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert places.data_directory().is_relative_to("/data/schema-designer")


def test_roots_data_is_where_nothing_ages_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DESIGNER_DATA_DIR", raising=False)
    monkeypatch.setattr(places, "is_root", lambda: True)
    assert places.data_directory().is_relative_to("/var/lib/schema-designer")


def test_scratch_directory_leaves_room_for_the_sockets_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places.tempfile, "gettempdir", lambda: "/tmp/" + "x" * 90)
    monkeypatch.setattr(places, "reachable_by_others", lambda path: True)
    assert len(str(places.scratch_directory() / "12345678" / "run")) <= places.LONGEST_SOCKET_DIRECTORY


def test_hold_is_exclusive_until_it_is_released(tmp_path: Path) -> None:
    first = Hold(tmp_path / "lock")
    first.note("first")
    with pytest.raises(AlreadyRunning) as refused:
        Hold(tmp_path / "lock")
    assert refused.value.note == "first"
    first.release()
    Hold(tmp_path / "lock").release()


def test_hold_does_not_follow_a_planted_link(tmp_path: Path) -> None:
    (tmp_path / "target").write_text("precious")
    (tmp_path / "lock").symlink_to(tmp_path / "target")
    with pytest.raises(ServerUnavailable):
        Hold(tmp_path / "lock")
    assert (tmp_path / "target").read_text() == "precious"


def test_clusters_go_into_memory_only_where_there_is_plenty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "_ENOUGH_MEMORY", 2**62)
    assert places.memory_directory() is None
    monkeypatch.setattr(places, "_ENOUGH_MEMORY", 0)
    found = places.memory_directory()
    assert found is None or found.stat().st_mode & 0o022 == 0
