"""The register's rows, and the few functions by which they come into being and are read.

Read in this order: `models` (the rows), `writing` (how statements get in), `projection` (what a list needs,
worked out from statements), `reading` (an entry as of a day), `searching` and `listing` (many entries).
"""
