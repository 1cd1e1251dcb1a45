"""What a process that serves reads before its first reader comes.

Addresses, languages, rulebooks and templates are read once and live as long as the process. Python's
collector of cyclic garbage would walk all of them again and again, a tenth of a second each time, in the
middle of somebody's request: they are put where it does not look.
"""

from __future__ import annotations

import gc
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation

from interlock.agency import public
from interlock.rulebooks import rulebooks

__all__ = ["warm"]


def warm() -> None:
    """Read what every page needs, and keep the garbage collector from looking at it."""
    rulebooks()
    for language, _ in settings.LANGUAGES:
        with translation.override(language):
            reverse("public:map")
            translation.gettext("Name")
    for path in Path(*public.__path__).glob("templates/public/*.html"):
        get_template(f"public/{path.name}")
    gc.collect()
    gc.freeze()
