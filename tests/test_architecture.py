"""Who may import whom: one way only, hidden imports included."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "designer"

ALLOWED: dict[str, set[str]] = {
    "schema": set(),
    "sql": {"schema"},
    "importers": {"schema", "sql"},
    "exporters": {"schema", "sql"},
    "lab": {"schema", "sql", "importers", "exporters"},
    "analysis": {"schema", "sql", "importers", "exporters", "lab"},
    "planning": {"schema", "sql", "importers", "exporters", "lab"},
    "store": {"schema", "sql", "importers", "exporters", "lab", "analysis", "planning"},
    "jobs": {"schema", "sql", "importers", "exporters", "lab", "analysis", "planning", "store"},
    "web": {"schema", "sql", "importers", "exporters", "lab", "analysis", "planning", "store", "jobs", "network"},
    "cli": {"schema", "sql", "importers", "exporters", "lab", "analysis", "planning"},
}
DJANGO = {"store", "jobs", "web"}
COMPOSITION = {"settings", "urls", "asgi", "wsgi", "cli", "demo", "configuration", "network", "__main__", "__init__"}
FRAMEWORKS = {"django", "csp", "ninja", "allauth", "procrastinate", "django_htmx", "template_partials"}


def imports(source: str) -> Iterator[str]:
    """Every module that `source` imports, wherever the import stands, by its dotted name."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")
            if node.module == "designer":
                yield from (f"designer.{alias.name}" for alias in node.names)


def violations(package: str, source: str) -> list[str]:
    """What a module of `package` imports and may not."""
    found = []
    for name in imports(source):
        top, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if name.startswith("."):
            found.append(f"relative import {name}")
        elif top in FRAMEWORKS and package not in DJANGO:
            found.append(f"{package} imports {top}")
        elif top == "designer" and target and target not in ALLOWED[package] | {package}:
            found.append(f"{package} imports designer.{target}")
        elif package == "schema" and top not in STANDARD and top != "designer":
            found.append(f"schema imports {top}")
    return found


STANDARD = __import__("sys").stdlib_module_names


def modules_of(package: str) -> list[Path]:
    """All of a package, but management commands: they belong to composition wherever Django wants them to lie."""
    paths = [ROOT / f"{package}.py", *(ROOT / package).rglob("*.py")]
    return [path for path in paths if path.exists() and "management" not in path.relative_to(ROOT).parts]


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("schema", "import sqlglot"),
        ("schema", "def f():\n    from designer.sql import lexer"),
        ("sql", "import designer.analysis.engine"),
        ("exporters", "from designer import store"),
        ("analysis", "import django"),
        ("web", "from . import views"),
    ],
)
def test_a_planted_violation_is_found(package: str, source: str) -> None:
    assert violations(package, source)


def test_what_is_allowed_is_not_reported() -> None:
    assert not violations("analysis", "import sqlglot\nfrom designer.schema import model\nimport designer.lab.proof")


@pytest.mark.parametrize("package", ALLOWED)
def test_imports_go_one_way(package: str) -> None:
    modules = modules_of(package)
    assert modules
    found = {str(path.relative_to(ROOT)): violations(package, path.read_text()) for path in modules}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_every_top_level_module_has_a_place() -> None:
    placed = set(ALLOWED) | COMPOSITION
    here = {
        path.name.removesuffix(".py")
        for path in ROOT.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert here <= placed
