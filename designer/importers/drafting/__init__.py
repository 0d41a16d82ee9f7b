"""What the readers of SQLite, T-SQL and Oracle share: a draft of the design, and what all three spell alike."""
