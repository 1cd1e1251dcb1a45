"""The door of developers, compute providers and chip makers."""
