"""The parts of the test of what survives kill -9."""
