"""How SQLite spells things."""

from designer.exporters.texts import Texts

SQLITE = Texts("sqlite", "SQLite")
