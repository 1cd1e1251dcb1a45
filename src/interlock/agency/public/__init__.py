"""What anyone may look up."""
