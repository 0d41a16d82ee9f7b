"""Types: whether a column can hold what it should, and nothing else."""
