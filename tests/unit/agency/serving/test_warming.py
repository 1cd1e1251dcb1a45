"""What a serving process reads before its first reader comes."""

from __future__ import annotations

import gc

from django.utils import translation

from interlock.agency.serving.warming import warm


def test_what_is_warmed_is_out_of_the_collectors_way() -> None:
    """Most of what lives as long as the process is no longer walked; the language is left as it was."""
    try:
        before = translation.get_language()
        warm()
        assert gc.get_freeze_count() > len(gc.get_objects())
        assert translation.get_language() == before
    finally:
        gc.unfreeze()
