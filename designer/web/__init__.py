"""The pages: views, forms and what templates need."""
