"""EC2, read only."""
