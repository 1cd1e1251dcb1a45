"""The agency as running processes: opened, prepared, served, watched over, backed up.

`supervisor` starts everything and keeps it going: PostgreSQL where none is named, `web` (the site) and
`worker` (the jobs). `opening` finds the database, `preparing` brings it up to date, `jobs` finds those a
killed worker left, `family` lets no process outlive its parent, `backup` writes and reads back the whole.
"""
