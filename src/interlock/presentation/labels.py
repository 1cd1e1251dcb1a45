"""Names of thresholds that stand at one place, in as much room as a drawing has for them."""

from __future__ import annotations

from collections.abc import Iterable

from interlock.phrases import Speaker, phrase, spoken

__all__ = ["fitted"]


def fitted(names: Iterable[str], most: int, *, speaker: Speaker | None = None) -> str:
    """Return the names in at most `most` characters, saying how many are left out.

    Parameters
    ----------
    speaker
        Says it in another language than English.

    Examples
    --------
    >>> fitted(["eu-ai-act", "us-ca-sb53", "us-ny-raise"], 40)
    'eu-ai-act, us-ca-sb53, us-ny-raise'
    >>> fitted(["eu-ai-act", "us-ca-sb53", "us-ny-raise"], 20), fitted(["eu-ai-act"], 5)
    ('eu-ai-act and 2 more', 'eu-a…')
    """
    labels = list(dict.fromkeys(names))
    text = ", ".join(labels)
    kept = len(labels) - 1
    while len(text) > most and kept > 0:
        more = phrase("{names} and {number} more", names=", ".join(labels[:kept]), number=len(labels) - kept)
        text = spoken(more, speaker) if speaker else more
        kept -= 1
    return text if len(text) <= most else f"{text[: most - 1]}…" if most > 0 else ""
