"""A labelled world to try the agency on."""
