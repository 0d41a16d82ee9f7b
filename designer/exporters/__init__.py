"""Writing a design in other languages: one module or package per target, found by a walk.

A target is a submodule of this package with `name`, `label`, `suffix`, `media_type` and
`render(schema) -> Export`; putting it here is all it takes to add one. What the target cannot
express comes back as notices, never silently.
"""

from designer.exporters.registry import (
    Export,
    Exporter,
    ExportError,
    Notice,
    UnknownTarget,
    export,
    exporter,
    exporters,
)

__all__ = ["Export", "ExportError", "Exporter", "Notice", "UnknownTarget", "export", "exporter", "exporters"]
