"""The image and the compose file, read as the programs read them that nobody has to have here."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = (ROOT / "docker/compose.yaml").read_text()
README = (ROOT / "docker/README.md").read_text()
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE)["services"]
OWN = ("migrate", "web", "events", "worker")


def instructions() -> list[tuple[str, str]]:
    """Each of the Dockerfile with its arguments, continued lines joined, comments left out."""
    lines = (line for line in (ROOT / "docker/Dockerfile").read_text().splitlines() if not line.startswith("#"))
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for line in joined.splitlines() if line for word, _, rest in [line.partition(" ")]]


def of(word: str) -> list[str]:
    return [rest for found, rest in instructions() if found == word]


def test_no_image_is_without_its_version() -> None:
    named = [line.split()[0] for line in of("FROM")]
    named += [service["image"] for name, service in SERVICES.items() if name not in OWN]
    assert len(named) == 4
    for image in named:
        assert re.search(r":v?\d+\.\d+", image), image


def test_the_image_runs_without_rights_and_without_what_builds_it() -> None:
    order = [word for word, _ in instructions()]
    assert of("USER") == ["designer"]
    assert order.index("USER") < order.index("CMD")
    assert "RUN" not in order[order.index("USER") :]
    assert "ADD" not in order
    assert len(of("FROM")) == 2
    assert not any("pip install" in rest for word, rest in instructions()[order.index("FROM", 1) :] if word == "RUN")
    assert "--require-hashes" in next(rest for rest in of("RUN") if "requirements.lock" in rest)
    for rest in of("RUN"):
        assert "apt-get install" not in rest or ("--no-install-recommends" in rest and "rm -rf /var/lib/apt" in rest)
        assert "sudo" not in rest
        assert "curl" not in rest


def test_the_image_starts_its_programs_without_a_shell_and_is_watched() -> None:
    for word in ("CMD", "HEALTHCHECK"):
        (rest,) = of(word)
        assert re.search(r"\[\"[^\]]+\"\]$", rest), rest
    assert "DESIGNER_NO_BOOTSTRAP=1" in " ".join(of("ENV"))
    assert not any(re.search(r"(?i)password|secret|token", rest) for word in ("ENV", "ARG") for rest in of(word))


def test_what_is_copied_into_the_image_is_there() -> None:
    for rest in of("COPY"):
        if not rest.startswith("--from"):
            assert all((ROOT / source).exists() for source in rest.split()[:-1]), rest


def test_every_variable_of_the_compose_file_is_explained_and_every_one_explained_is_used() -> None:
    used = set(re.findall(r"\$\{(\w+)", COMPOSE))
    table = README.partition("## The environment file")[2].partition("\n## ")[0]
    assert used == set(re.findall(r"`([A-Z]+_[A-Z_]+)`", table))


@pytest.mark.parametrize("variable", ["DESIGNER_PASSWORD", "POSTGRES_SUPERUSER_PASSWORD", "DESIGNER_SECRET_KEY"])
def test_no_secret_has_a_value_of_its_own(variable: str) -> None:
    assert f"${{{variable}:?" in COMPOSE
    assert f"${{{variable}:-" not in COMPOSE


def test_every_variable_of_the_environment_is_one_that_something_reads() -> None:
    sources = " ".join(path.read_text() for path in (ROOT / "designer").glob("*.py"))
    sources += (ROOT / "docker/health.py").read_text()
    for name in SERVICES["web"]["environment"]:
        assert f'"{name}"' in sources, name


def test_every_variable_that_the_settings_read_can_be_set() -> None:
    sources = " ".join((ROOT / "designer" / name).read_text() for name in ("settings.py", "configuration.py"))
    read = set(re.findall(r"\"((?:DESIGNER|DATABASE)_[A-Z_]+)\"", sources)) - {"DESIGNER_DEMO", "DESIGNER_DEBUG"}
    assert "DESIGNER_URL" in read
    assert read <= SERVICES["web"]["environment"].keys() | set(re.findall(r"(\w+)=", " ".join(of("ENV"))))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_kept_in_its_place(name: str) -> None:
    service = SERVICES[name]
    assert "privileged" not in service
    assert "ports" not in service, "your proxy publishes, nothing here does"
    assert service.get("network_mode") is None
    assert service["logging"]["options"]["max-size"]
    assert service["restart"] == ("no" if name == "migrate" else "unless-stopped")
    assert not any("docker.sock" in str(volume) for volume in service.get("volumes", ()))
    if name != "postgres":  # whose own start changes users
        assert "no-new-privileges:true" in service["security_opt"]
    if name in ("postgres", "pgbouncer", "web", "events"):
        assert service["healthcheck"]["test"][0] == "CMD"


def test_each_waits_for_what_it_needs() -> None:
    for name in ("web", "events", "worker"):
        assert SERVICES[name]["depends_on"] == {
            "pgbouncer": {"condition": "service_healthy"},
            "migrate": {"condition": "service_completed_successfully"},
        }
        environment = SERVICES[name]["environment"]
        assert "@pgbouncer:" in environment["DATABASE_URL"]
        assert "@postgres:" in environment["DATABASE_DIRECT_URL"]
    assert SERVICES["pgbouncer"]["environment"]["POOL_MODE"] == "transaction"
    assert "check --deploy" in SERVICES["migrate"]["command"]


def test_nobody_is_stopped_before_the_work_in_hand_is_done() -> None:
    def seconds(text: str) -> int:
        return int(text.removesuffix("s"))

    (command,) = of("CMD")
    kill = re.search(r'"--workers-kill-timeout", "(\d+s)"', command)
    assert kill is not None
    assert seconds(SERVICES["web"]["stop_grace_period"]) > seconds(kill[1])
    assert seconds(SERVICES["worker"]["stop_grace_period"]) > 3
    assert of("STOPSIGNAL") == ["SIGTERM"]


def test_the_pools_together_fit_into_what_the_pooler_takes() -> None:
    pooler = SERVICES["pgbouncer"]["environment"]
    web_processes, of_each = 2, 4
    assert 20 * web_processes * of_each <= int(pooler["MAX_CLIENT_CONN"])
    assert int(pooler["DEFAULT_POOL_SIZE"]) < 100  # PostgreSQL's own limit, unless said
