"""The rules: one module, one rule. Adding a module here is all it takes."""
