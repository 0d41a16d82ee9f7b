"""The command line: `designer COMMAND`. Only the chosen command's module is imported, for a quick start."""

from designer.cli.main import main

__all__ = ["main"]
