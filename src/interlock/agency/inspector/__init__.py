"""The inspector's door: what deserves a look."""
