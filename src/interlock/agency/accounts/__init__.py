"""People, their seats, and one matrix of who may do what."""
