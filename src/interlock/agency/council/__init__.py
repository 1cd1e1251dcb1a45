"""The delegate's door: what the council's States see."""
