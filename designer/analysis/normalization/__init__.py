"""The theory of functional dependencies, on attribute sets as integer masks."""
