"""One module of forms for each subject."""
