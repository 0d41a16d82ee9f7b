"""What the planner says of a design's access patterns: made by a job, kept by what the design means, shown by pages."""
