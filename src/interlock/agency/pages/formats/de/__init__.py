"""Numbers and days as this language writes them."""
