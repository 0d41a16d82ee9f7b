"""The seconds that workers agree on."""

HEARTBEAT_SECONDS = 4.0
STALE_SECONDS = 15.0
"""A worker not heard of for so long is taken for dead, and its jobs are given to others."""
TAKEOVER_SECONDS = 5.0
"""How often a worker looks for such jobs."""
CANCEL_SECONDS = 5.0
"""How long a job may take to notice that it was called off."""
LEAVE_SECONDS = 3.0
"""How long a worker that is asked to end waits for its jobs before it hands them on."""
MOST_ATTEMPTS = 3
"""A job that has brought down so many workers is not given to another."""
