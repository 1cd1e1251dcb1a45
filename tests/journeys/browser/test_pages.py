"""x."""

def test_home(visitor) -> None:
    """x."""
    visitor.go("/")
    assert visitor.heading(visitor.says("Who trains what, where, on which chips")).is_visible()
