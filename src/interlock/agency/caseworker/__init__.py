"""The caseworker's door: imports, corrections, the register's upkeep."""
