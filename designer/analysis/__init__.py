"""What a senior database specialist says about a design: rules, each finding with its evidence and its fix."""
