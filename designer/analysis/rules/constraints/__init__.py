"""Keys and constraints: what the database itself makes sure of."""
