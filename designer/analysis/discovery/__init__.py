"""What data says about itself: keys, functional dependencies, references between files, each with its evidence."""
