"""The bootstrap's decisions, and what an interrupted or a second start finds."""

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def manage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """manage.py as a module, working on a directory of the test's."""
    spec = importlib.util.spec_from_file_location("manage_under_test", ROOT / "manage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    venv, state = tmp_path / ".venv", tmp_path / ".designer"
    lock = tmp_path / "requirements.lock"
    lock.write_text("one==1 \\\n    --hash=sha256:00\ntwo==2 ; python_version < '4' \\\n    --hash=sha256:00\n")
    for name, value in {
        "ROOT": tmp_path, "LOCK": lock, "VENV": venv, "STAMP": venv / ".lock-sha256",
        "STATE": state, "INSTALLING": state / "installing", "GUARD": state / "bootstrap.lock",
    }.items():  # fmt: skip
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr(module.lock_hash, "__defaults__", (lock,))
    return module


def made(manage: ModuleType, stamp: str) -> Path:
    python = manage.VENV / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    manage.STAMP.write_text(stamp + "\n")
    return python


def state(manage: ModuleType) -> str:
    return manage.state_of(manage.VENV, manage.lock_hash(), manage.INSTALLING)


def test_environment_made_by_somebody_else_is_left_alone(manage: ModuleType) -> None:
    (manage.VENV / "bin").mkdir(parents=True)
    assert state(manage) == "foreign"
    with pytest.raises(manage.BootstrapError, match="was not made by manage"):
        manage.ensure_environment()
    assert (manage.VENV / "bin").exists()


def test_empty_directory_is_nobodys(manage: ModuleType) -> None:
    manage.VENV.mkdir()
    assert state(manage) == "absent"


def test_environment_of_another_lock_file_is_stale(manage: ModuleType) -> None:
    made(manage, "0" * 64)
    assert state(manage) == "stale"


def test_interrupted_installation_is_stale_even_with_a_stamp(manage: ModuleType) -> None:
    made(manage, manage.lock_hash())
    manage.STATE.mkdir()
    manage.INSTALLING.touch()
    assert state(manage) == "stale"


def test_environment_whose_python_is_gone_is_stale(manage: ModuleType) -> None:
    made(manage, manage.lock_hash()).unlink()
    assert state(manage) == "stale"


def test_finished_environment_of_this_lock_file_is_ready_and_nothing_is_done(manage: ModuleType) -> None:
    made(manage, manage.lock_hash())
    manage.ensure_environment()
    assert not manage.STATE.exists()


@pytest.mark.parametrize("version", [(3, 8), (3, 10)])
def test_old_python_is_refused_by_its_version(manage: ModuleType, version: tuple[int, int]) -> None:
    assert "3.11 or newer is needed" in (manage.refusal(version, True) or "")


def test_python_without_ensurepip_names_the_package(manage: ModuleType) -> None:
    assert "apt install python3.12-venv" in (manage.refusal((3, 12), False) or "")


def test_complete_python_is_not_refused(manage: ModuleType) -> None:
    assert manage.refusal((3, 13), True) is None


def test_missing_ensurepip_stops_before_anything_is_made(manage: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manage.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(manage.BootstrapError, match="ensurepip"):
        manage.ensure_environment()
    assert not manage.VENV.exists()


def test_failing_step_tells_its_last_lines(manage: ModuleType) -> None:
    script = "print('hashes do not match'); raise SystemExit(1)"
    with manage.only_one_at_a_time() as guard, pytest.raises(manage.BootstrapError, match="hashes do not match"):
        manage.run([sys.executable, "-c", script], guard)


def test_pins_are_counted_for_the_progress(manage: ModuleType) -> None:
    assert manage.pins(manage.LOCK.read_text()) == 2


def test_installer_that_outlives_a_killed_start_keeps_the_guard(manage: ModuleType) -> None:
    manage.STATE.mkdir()
    script = (
        "import fcntl, os, subprocess, sys;"
        "f = open(sys.argv[1], 'w'); fcntl.flock(f, fcntl.LOCK_EX);"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(1.5)'], pass_fds=(f.fileno(),));"
        "os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(manage.GUARD)], check=False)
    before = time.monotonic()
    with manage.only_one_at_a_time():
        waited = time.monotonic() - before
    assert waited > 0.5


def test_bootstrap_is_left_out_when_told_so() -> None:
    told = {**os.environ, "DESIGNER_NO_BOOTSTRAP": "1"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "check"], env=told, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_bootstrap_left_out_where_there_is_no_django_is_a_sentence() -> None:
    told = {**os.environ, "DESIGNER_NO_BOOTSTRAP": "1"}
    bare = [sys.executable, "-S", str(ROOT / "manage.py"), "version"]  # -S: without site-packages
    done = subprocess.run(bare, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "has no Django" in done.stderr
    assert "Traceback" not in done.stderr


def test_manage_imports_only_the_standard_library_before_the_environment_is_there() -> None:
    script = (
        "import sys, importlib.util as u; s = u.spec_from_file_location('m', sys.argv[1]);"
        "m = u.module_from_spec(s); s.loader.exec_module(m);"
        "print([n for n in sys.modules if n.partition('.')[0] in ('django', 'designer', 'pip')])"
    )
    command = [sys.executable, "-I", "-c", script, str(ROOT / "manage.py")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_lock_file_has_a_hash_for_every_package_and_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = [entry for entry in lock.replace("\\\n", " ").splitlines() if entry and not entry.startswith("#")]
    assert len(entries) > 50
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in lock


def test_lock_file_holds_every_dependency_that_the_project_declares() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    declared = {name.split("[")[0].split("=")[0].split("~")[0].split(">")[0].strip().lower() for name in names}
    locked = {line.split("==")[0] for line in (ROOT / "requirements.lock").read_text().splitlines() if "==" in line}
    assert declared - locked == set()
