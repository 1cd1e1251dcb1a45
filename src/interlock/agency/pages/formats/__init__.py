"""Numbers and days, by language."""
