"""A plan as the files of a migration tool."""

from designer.planning.formats.base import File
from designer.planning.formats.registry import FORMATS, UnknownFormat, files

__all__ = ["FORMATS", "File", "UnknownFormat", "files"]
