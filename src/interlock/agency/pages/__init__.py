"""How the site looks and speaks: templates, style, numbers, languages."""
