"""Schema Designer: relational design, analysis and review."""
