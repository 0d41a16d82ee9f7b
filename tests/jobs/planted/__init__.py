"""An app with kinds of jobs that behave badly, for workers that tests start."""
