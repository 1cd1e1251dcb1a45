"""The agency: a Django site in front of the pure packages, on PostgreSQL.

Every seat has a door of its own (`public`, `applicant`, `caseworker`, `inspector`, `council`, `api`); they
stand on `pages` (how the site looks), `accounts` (who may do what) and `register` (what is held). A view
does four things: parse, load, call one function, render.
"""
