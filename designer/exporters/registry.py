"""The targets, found by walking the package: no list to keep in step."""

import importlib
import pkgutil
from functools import cache
from typing import Any, Protocol

import designer.exporters as package
from designer.exporters.result import Export, ExportError, Notice
from designer.schema.schema import Schema

__all__ = ["Export", "ExportError", "Exporter", "Notice", "UnknownTarget", "export", "exporter", "exporters"]


class Exporter(Protocol):
    """A target. A module of this package that has these names is one."""

    name: str
    """What `--to` takes."""
    label: str
    """What people read: `PostgreSQL`."""
    suffix: str
    """Of its files, with the dot."""
    media_type: str

    def render(self, schema: Schema, **options: Any) -> Export:
        """`schema` in the target's language; options are the target's own keywords."""


class UnknownTarget(ExportError):
    """No target has this name."""


@cache
def exporters() -> dict[str, Exporter]:
    """Every target by name, sorted by it."""
    modules = (
        importlib.import_module(f"{package.__name__}.{found.name}") for found in pkgutil.iter_modules(package.__path__)
    )
    return {module.name: module for module in sorted(filter(_is_target, modules), key=lambda module: module.name)}


def _is_target(module: Any) -> bool:
    return all(hasattr(module, attribute) for attribute in ("name", "label", "suffix", "media_type", "render"))


def exporter(name: str) -> Exporter:
    """The target called `name`. Raises UnknownTarget, which names those that there are."""
    direct = _module(name)
    if direct is not None:
        return direct
    known = exporters()
    if name not in known:
        raise UnknownTarget(f"there is no export to {name!r}; there is {', '.join(known)}")
    return known[name]


def _module(name: str) -> Exporter | None:
    """The target in the module of its own name, found without importing every other one."""
    if name not in {found.name for found in pkgutil.iter_modules(package.__path__)}:
        return None
    module: Any = importlib.import_module(f"{package.__name__}.{name}")
    return module if _is_target(module) and module.name == name else None


def export(schema: Schema, to: str, **options: Any) -> Export:
    """`schema` in the target `to`. Raises UnknownTarget, and ExportError where the target refuses the design."""
    return exporter(to).render(schema, **options)
