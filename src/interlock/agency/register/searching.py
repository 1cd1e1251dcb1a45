"""Search over everything the register holds: names first, then every word it says in public.

1. What is typed is cleaned of characters that cannot be seen, and bounded.
2. A digest of a chip's serial number finds the chip's model; a permit's number finds the permit.
3. A name with the same key comes first, then names that begin so, then entries that hold every word,
   the last of them perhaps unfinished.

No step reads more than a bounded number of rows, however common the word: of the full text at most a
thousand candidates are ranked. PostgreSQL's own full text is used with its ``simple`` configuration on
words that `interlock.register.names.words` has folded, so that search is the same in every language and
needs no extension.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from interlock.agency.register.models import Chip, Entry, PermitRow
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Kind
from interlock.register.names import fold, key, words

__all__ = ["CANDIDATES", "LONGEST_QUERY", "Hit", "Where", "clean_query", "search", "suggest", "tsquery"]

LONGEST_QUERY: Final = 200
CANDIDATES: Final = 1000
"""How many entries are ranked among each other."""
_MOST_WORDS: Final = 12
_LONGEST_WORD: Final = 60
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz0123456789 "
_LONGEST_MISSPELT: Final = 40
_SHORTEST_MISSPELT: Final = 3
_NEIGHBOURS: Final = 300
_NEAR: Final = 0.75
_LAST: Final = "\U0010ffff"
"""Names are compared byte by byte, and no name holds the last of all characters."""


class Where(StrEnum):
    """Where an entry was found."""

    NAME = "name"
    BEGINNING = "beginning of the name"
    TEXT = "text"
    SERIAL = "serial number of a chip"
    NUMBER = "number of a permit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry that was found, and where."""

    entry: Entry
    where: Where


# ── what is typed ──


def clean_query(text: str) -> str:
    r"""Return what is asked for, without characters that cannot be seen.

    Examples
    --------
    >>> clean_query("  GP\u200bT-4 \u202e ")
    'GPT-4'

    Raises
    ------
    InputError
        If it is longer than `LONGEST_QUERY`.
    """
    if len(text) > LONGEST_QUERY:
        raise InputError(
            phrase("the search has {length} characters", length=len(text)),
            field="q",
            advice=phrase("Shorten it to {most} characters.", most=LONGEST_QUERY),
        )
    visible = "".join(
        " " if character.isspace() else character
        for character in unicodedata.normalize("NFC", text)
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    return " ".join(visible.split())[:LONGEST_QUERY]


def tsquery(text: str) -> str:
    """Return PostgreSQL's form of a search for every word, or its beginning; empty where there is no word.

    It is made of letters, digits and our own operators, so nothing that is typed can be read as syntax.

    Examples
    --------
    >>> tsquery("Llama-3.1 & !(drop table):*")
    'llama:* & 3:* & 1:* & drop:* & table:*'
    """
    sought = dict.fromkeys(word[:_LONGEST_WORD] for word in words(text))
    return " & ".join(f"{word}:*" for word in islice(sought, _MOST_WORDS))


# ── finding ──


def search(
    text: str, *, kinds: Collection[Kind] = (), limit: int = 20, includes_secret: bool = False
) -> tuple[Hit, ...]:
    """Return what is found, best first: at most seven queries, each of bounded work.

    Parameters
    ----------
    kinds
        Leave out others; all kinds where none is named.
    limit
        The most that are returned.
    includes_secret
        Find entries of which nothing is public too; for those who may read everything.

    Raises
    ------
    InputError
        If the text is longer than `LONGEST_QUERY`.
    """
    cleaned = clean_query(text)
    among = sorted(kinds or Kind)
    if not words(cleaned):
        return ()
    found: dict[int, Where] = {}
    for number, where in _finds(_Sought(text=cleaned, kinds=among, limit=limit, secret=includes_secret)):
        found.setdefault(number, where)
        if len(found) >= limit:
            break
    entries = _listed(among, secret=includes_secret).defer("search").in_bulk(found)
    return tuple(
        Hit(entry=entries[number], where=where) for number, where in found.items() if number in entries
    )


def suggest(text: str, *, kinds: Collection[Kind] = ()) -> str:
    """Return a name, or the beginning of one, that what was typed is close to; three queries at most.

    First what is one letter away (missing, added, other, or two exchanged); then the most similar of some
    hundreds of names that begin with the same letters.
    """
    typed = key(clean_query(text))
    among = sorted(kinds or Kind)
    if not _SHORTEST_MISSPELT <= len(typed) <= _LONGEST_MISSPELT:
        return ""
    near = _one_letter_away(typed)
    listed = _listed(among, secret=False)
    # Sorted here: asked to sort them, PostgreSQL would walk all names in their order.
    named = min(listed.filter(key__in=near).order_by().values_list("folded", "id", "name"), default=None)
    if named is not None:
        return named[2]
    beginning = _first_words(near, among)
    if beginning:
        return beginning
    start = fold(typed)[:_SHORTEST_MISSPELT]
    alike = _beginning(start, _Sought(text=start, kinds=among, limit=_NEIGHBOURS, secret=False))
    count = len(typed.split())
    known = listed.filter(id__in=alike).values_list("key", flat=True)
    beginnings = sorted({" ".join(one.split()[:count]) for one in known} - {typed})
    closest = difflib.get_close_matches(typed, beginnings, n=1, cutoff=_NEAR)
    return closest[0] if closest else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sought:
    """What is looked for."""

    text: str
    kinds: Sequence[Kind]
    limit: int
    secret: bool
    """Whether among entries of which nothing is public too."""


def _listed(kinds: Sequence[Kind], *, secret: bool) -> QuerySet[Entry]:
    return Entry.objects.filter(**{"kind__in": kinds, "is_listed" if secret else "is_public": True})


def _finds(sought: _Sought) -> Iterator[tuple[int, Where]]:
    text = sought.text
    if _DIGEST.fullmatch(text.lower()):
        yield from ((number, Where.SERIAL) for number in _by_serial(text.lower()))
    if Kind.PERMIT in sought.kinds:
        yield from ((number, Where.NUMBER) for number in _by_number(text))
    exact = _listed(sought.kinds, secret=sought.secret).filter(key=key(text)).order_by("id")
    yield from ((number, Where.NAME) for number in exact.values_list("id", flat=True)[: sought.limit])
    yield from ((number, Where.BEGINNING) for number in _beginning(fold(text), sought))
    yield from ((number, Where.TEXT) for number in _by_words(sought))


def _by_serial(digest: str) -> list[int]:
    return list(Chip.objects.filter(serial=digest).values_list("chip_model_id", flat=True))


def _by_number(text: str) -> list[int]:
    spellings = {text, text.upper(), text.lower()}
    return list(PermitRow.objects.filter(number__in=spellings).values_list("entry_id", flat=True)[:10])


_BEGINNING: Final = """
SELECT one.id FROM unnest(%(kinds)s::text[]) AS wanted(kind),
LATERAL (
    SELECT id, folded FROM register_entry
    WHERE kind = wanted.kind AND folded >= %(start)s AND folded < %(end)s
        AND (is_public OR %(secret)s AND is_listed)
    ORDER BY folded, id LIMIT %(limit)s
) AS one
ORDER BY length(one.folded), one.folded, one.id LIMIT %(limit)s
"""


def _beginning(start: str, sought: _Sought) -> list[int]:
    """Return entries whose folded name begins so, the shortest of the first ones of each kind first."""
    if not start:
        return []
    bounds: dict[str, Any] = {
        "start": start, "end": start + _LAST, "kinds": list(sought.kinds), "limit": sought.limit,
        "secret": sought.secret,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING, bounds)
        return [number for (number,) in cursor.fetchall()]


_BY_WORDS: Final = """
SELECT id FROM (
    SELECT id, folded, search FROM register_entry
    WHERE search @@ to_tsquery('simple', %(words)s) AND kind = ANY(%(kinds)s)
        AND (is_public OR %(secret)s AND is_listed)
    LIMIT %(candidates)s
) AS candidate
ORDER BY ts_rank('{0, 0.2, 0.4, 1}', search, to_tsquery('simple', %(words)s)) DESC, length(folded), id
LIMIT %(limit)s
"""


def _by_words(sought: _Sought) -> list[int]:
    """Return entries that hold every word, those with the words in their name first."""
    named: dict[str, Any] = {
        "words": tsquery(sought.text),
        "kinds": list(sought.kinds),
        "candidates": CANDIDATES,
        "limit": sought.limit,
        "secret": sought.secret,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_WORDS, named)
        return [number for (number,) in cursor.fetchall()]


_FIRST_WORDS: Final = """
SELECT spelling FROM unnest(%(near)s::text[]) AS near(spelling)
WHERE EXISTS (
    SELECT 1 FROM unnest(%(kinds)s::text[]) AS wanted(kind), unnest(%(separators)s::text[]) AS separated(by),
    LATERAL (
        SELECT 1 FROM register_entry
        WHERE kind = wanted.kind AND is_public
            AND folded >= spelling || by AND folded < spelling || by || %(last)s
        LIMIT 1
    ) AS one
)
ORDER BY spelling LIMIT 1
"""


def _first_words(near: Sequence[str], kinds: Sequence[Kind]) -> str:
    """Return the first of some spellings with which a name begins, as whole words."""
    sought: dict[str, Any] = {
        "near": list(near),
        "kinds": list(kinds),
        "separators": [" ", "-"],
        "last": _LAST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_WORDS, sought)
        row = cursor.fetchone()
    return row[0] if row else ""


def _one_letter_away(word: str) -> list[str]:
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in splits if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in splits if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in splits if right for letter in _ALPHABET}
    found |= {left + letter + right for left, right in splits for letter in _ALPHABET}
    return sorted(one for one in found - {word} if one.strip() == one)
