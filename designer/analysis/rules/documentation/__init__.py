"""Documentation: what the next reader will have to guess."""
