"""The jobs of the pages: each kind in the module of its name, which is imported where it is asked for alone."""
