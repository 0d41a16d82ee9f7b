#!/usr/bin/env python3
"""Django's command line, preceded by one step: an environment that holds the locked dependencies.

On a fresh machine `python3 manage.py demo` must work with nothing but Python. So, unless
`DESIGNER_NO_BOOTSTRAP` is set, this file makes `.venv` from `requirements.lock`, then starts itself again
with the Python in there. Standard library only; nothing of the project is imported before that.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / ".lock-sha256"
# Outside .venv, because they must survive its removal and exist before its creation.
STATE = ROOT / ".designer"
INSTALLING = STATE / "installing"
GUARD = STATE / "bootstrap.lock"
OLDEST_PYTHON = (3, 11)


class BootstrapError(Exception):
    """Setting up the environment cannot go on; the message says why and what to do."""


def lock_hash(lock: Path = LOCK) -> str:
    """SHA-256 of the lock file: what the environment is compared with."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def venv_python(venv: Path = VENV) -> Path:
    """The interpreter of a virtual environment, on any platform."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def base_python() -> str:
    """The interpreter beneath any virtual environment: `.venv` must be replaceable from inside itself."""
    return getattr(sys, "_base_executable", None) or sys.executable


def state_of(venv: Path, wanted: str, installing: Path) -> str:
    """`ready`, `absent`, `stale` (ours, to be made anew) or `foreign` (somebody else's, left alone)."""
    stamp = venv / ".lock-sha256"
    if installing.exists():
        return "stale"
    if stamp.is_file() and os.access(venv_python(venv), os.X_OK):
        return "ready" if stamp.read_text().strip() == wanted else "stale"
    if stamp.is_file():  # its Python was removed or updated away
        return "stale"
    return "foreign" if venv.exists() and any(venv.iterdir()) else "absent"


def refusal(version: tuple[int, ...], has_ensurepip: bool) -> str | None:
    """Why this Python cannot make the environment, or None when it can."""
    spoken = ".".join(map(str, version[:2]))
    if version < OLDEST_PYTHON:
        return f"Python 3.11 or newer is needed; this is {spoken}."
    if not has_ensurepip:
        return (
            f"Python {spoken} is here without 'ensurepip', which environments need. Install the package "
            f"that holds it (Debian and Ubuntu: sudo apt install python{spoken}-venv) and start again."
        )
    return None


@contextmanager
def only_one_at_a_time():
    """Hold the guard file, waiting for another start that is installing; yields its descriptor.

    The installer's processes inherit the descriptor, so that the guard stays held while one of them outlives
    a killed start.
    """
    import fcntl  # absent on Windows, where a start without DESIGNER_NO_BOOTSTRAP is refused above

    STATE.mkdir(exist_ok=True)
    with GUARD.open("w") as guard:
        try:
            fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is setting up the environment; waiting for it.")
            fcntl.flock(guard, fcntl.LOCK_EX)
        yield guard.fileno()


def install(guard: int) -> None:
    """Make `.venv` from nothing; the stamp is written last, so an interrupted run is noticed and redone."""
    wanted = lock_hash()
    INSTALLING.touch()
    shutil.rmtree(VENV, ignore_errors=True)
    say("Setting up .venv (the first time only; about 160 MB are fetched).")
    run([base_python(), "-m", "venv", str(VENV)], guard)
    python = str(venv_python())
    pip = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--no-deps"]
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(LOCK)]
    run([*pip, *locked], guard, packages=pins(LOCK.read_text()))
    run([*pip, "--no-build-isolation", "--editable", str(ROOT)], guard)
    run([python, "-m", "compileall", "-q", str(ROOT / "designer")], guard)  # where Python may not write them itself
    unfinished = STAMP.with_suffix(".new")
    unfinished.write_text(wanted + "\n")
    unfinished.replace(STAMP)
    INSTALLING.unlink()


def pins(lock: str) -> int:
    """How many packages a lock file names."""
    return sum("==" in line and not line.lstrip().startswith("#") for line in lock.splitlines())


def run(command: list[str], guard: int, packages: int = 0) -> None:
    """Run one step of the installation; its output is kept for the case that it fails."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONHOME"}
    environment["PIP_USER"] = "0"  # a user's "install --user" default would bypass the environment
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        stdin=subprocess.DEVNULL, pass_fds=(guard,), env=environment, cwd=ROOT,
    )  # fmt: skip
    lines: list[str] = []
    collected = 0
    for line in process.stdout or ():
        lines.append(line)
        if packages and line.startswith("Collecting "):
            collected += 1
            progress(f"  {collected} of {packages}: {line.split()[1]}", collected)
        if packages and line.startswith("Installing collected packages"):
            progress_done()
            say("Unpacking them.")
    if process.wait() != 0:
        progress_done()
        raise BootstrapError("".join(lines[-15:]) + f"The step above failed: {' '.join(command[:5])} …")


def progress(text: str, count: int) -> None:
    """One line that changes in a terminal; every tenth step elsewhere."""
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    elif count % 10 == 0:
        say(text)


def progress_done() -> None:
    """Leave the line that changes."""
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr, flush=True)


def say(text: str) -> None:
    """A sentence for the person who waits."""
    print(text, file=sys.stderr, flush=True)


def ensure_environment() -> None:
    """Make `.venv` ready, or raise BootstrapError with the sentence that says why not."""
    if state_of(VENV, lock_hash(), INSTALLING) == "ready":
        return
    if os.name == "nt":
        raise BootstrapError(
            "Automatic set-up works on Linux and macOS. Install requirements.lock into an environment of "
            "your own and set DESIGNER_NO_BOOTSTRAP=1."
        )
    with only_one_at_a_time() as guard:
        state = state_of(VENV, lock_hash(), INSTALLING)
        if state == "foreign":
            raise BootstrapError(
                f"{VENV} exists and was not made by manage.py, so it is left alone. Remove it, or install "
                "requirements.lock into it and set DESIGNER_NO_BOOTSTRAP=1."
            )
        if state == "ready":  # made by the start that was waited for
            return
        reason = refusal(sys.version_info[:2], importlib.util.find_spec("ensurepip") is not None)
        if reason:
            raise BootstrapError(reason)
        install(guard)


def bootstrap() -> None:
    """Go on in `.venv`: returns if this is its Python already, replaces the process otherwise."""
    if sys.version_info < OLDEST_PYTHON:
        raise BootstrapError(refusal(sys.version_info[:2], True) or "")
    ensure_environment()
    if Path(sys.prefix).resolve() != VENV.resolve():
        python = str(venv_python())
        os.execv(python, [python, str(ROOT / "manage.py"), *sys.argv[1:]])


def main() -> None:
    """Bootstrap, then hand over to Django."""
    if not os.environ.get("DESIGNER_NO_BOOTSTRAP"):
        try:
            bootstrap()
        except (BootstrapError, OSError) as error:
            sys.exit(f"{error}")
        except KeyboardInterrupt:
            sys.exit("Stopped. The next start begins the set-up again.")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "designer.settings")
    if importlib.util.find_spec("django") is None:
        sys.exit(
            f"DESIGNER_NO_BOOTSTRAP is set and {sys.executable} has no Django. Install requirements.lock for it, "
            "or leave the variable out."
        )
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
