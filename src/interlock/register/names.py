"""Names: how they are told apart, found and kept honest.

Three forms of one name serve three ends. `clean` refuses what no honest name holds (controls, reordering
marks, invisible letters). `fold` is for searching: without accents, case or compatibility forms. `key` is
for identity: two names with one key are one entry, so ``Grok-3`` and ``Grok 3`` are the same model.
`lookalike` goes further: letters of other scripts that look Latin become Latin, so that ``GPТ-4`` with a
Cyrillic letter is held against ``GPT-4`` before a person takes it in.

Examples
--------
>>> fold("Université de Montréal – MILA"), key("DeepSeek-V3"), key("Grok 3") == key("grok‑3")
('universite de montreal – mila', 'deepseek v3', True)
>>> key("GPТ-4") == key("GPT-4"), lookalike("GPТ-4") == lookalike("GPT-4")
(False, True)

References
----------
.. [1] Unicode Technical Standard 39, *Unicode Security Mechanisms*, section 4, confusable detection. The
   table here holds the Greek, Cyrillic, Armenian and rarer Latin letters that look like one Latin letter.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["LONGEST_NAME", "clean", "fold", "key", "lookalike", "slug", "words"]

LONGEST_NAME: Final = 300
_JOINERS: Final = frozenset("\u200c\u200d")  # Persian, Hindi and emoji are written with them
_SEPARATING: Final = re.compile(r"[\s_\-\u2010-\u2015\u2212/]+")
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+")
_LOOKALIKES: Final = str.maketrans(
    {
        **dict(zip("авеіјкмнорсѕтухԁһԛԝ", "abeijkmhopcstyxdhqw", strict=True)),
        **dict(zip("αεικνορτυχ", "aeiknoptux", strict=True)),
        **dict(zip("ɡıɑօոսհ", "giaonuh", strict=True)),
    }
)
_LONGEST_SLUG: Final = 80


def clean(name: str) -> str:
    """Return a name in composed form, with single spaces.

    Raises
    ------
    InputError
        If it is empty, too long, or holds characters that cannot be seen.
    """
    text = unicodedata.normalize("NFC", name)
    for character in text:
        hidden = unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")
        if hidden and character not in _JOINERS and character not in "\t\n\r":
            raise InputError(
                phrase(
                    "the name holds the invisible character U+{character}", character=f"{ord(character):04X}"
                ),
                advice=phrase("Write the name with visible characters only."),
            )
    text = " ".join(text.split())
    if not text.strip("\u200c\u200d"):
        raise InputError(phrase("the name is empty"), advice=phrase("Give the name under which it is known."))
    if len(text) > LONGEST_NAME:
        raise InputError(
            phrase("the name has {text} characters", text=numeral(f"{len(text):,}")),
            advice=phrase("Shorten it to {longest_name} characters.", longest_name=LONGEST_NAME),
        )
    return text


def fold(text: str) -> str:
    """Return text without accents, case and compatibility forms, for searching."""
    # Twice: capitals among the mathematical letters are letters with a case only once they are decomposed.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return unicodedata.normalize("NFKC", bare)


@lru_cache(maxsize=65_536)
def key(name: str) -> str:
    """Return what two spellings of one name have in common."""
    return " ".join(_SEPARATING.sub(" ", fold(name)).split())


def lookalike(name: str) -> str:
    """Return the key with lookalike letters of other scripts made Latin."""
    return key(name).translate(_LOOKALIKES)


def slug(name: str) -> str:
    """Return the name as part of an address; empty for a name without Latin letters or digits."""
    return _NOT_IN_SLUG.sub("-", fold(name)).strip("-")[:_LONGEST_SLUG].strip("-")


def words(text: str) -> tuple[str, ...]:
    """Return the words by which a text is found: folded, of letters and digits only.

    Both what is searched and what is searched for go through here, so that ``GPT-4`` and ``gpt 4`` meet.

    Examples
    --------
    >>> words("Llama-3.1 405B (Meta)")
    ('llama', '3', '1', '405b', 'meta')
    """
    return tuple("".join(c if c.isalnum() else " " for c in fold(text)).split())
