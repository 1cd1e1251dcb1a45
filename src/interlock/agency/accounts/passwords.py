"""Passwords made of the words of this place, which are tried first.

The words are those of `WORDS`: the product, the seats, what the register is about, and what people write
where they are asked for a password. A password may hold them; what is left without them, and without digits
and signs, must still be long enough to be a secret.
"""

from __future__ import annotations

import re
from typing import Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

__all__ = ["WORDS", "ContextWords"]

WORDS: Final = (
    "administrator", "admin", "agency", "agentur", "applicant", "caseworker", "chips", "compute", "council",
    "delegate", "inspector", "interlock", "kennwort", "license", "officer", "passwort", "password", "permit",
    "qwertz", "qwerty", "register", "secret", "welcome", "willkommen", "summer", "sommer", "winter",
)  # fmt: skip
_LEAST: Final = 5
_ANY: Final = re.compile("|".join(sorted(WORDS, key=len, reverse=True)))
_NO_LETTER: Final = re.compile(r"[\W\d_]+")


class ContextWords:
    """Refuses passwords of which nothing is left without the words of this place.

    Examples
    --------
    >>> ContextWords().validate("correct horse battery")
    >>> try:
    ...     ContextWords().validate("Interlock-2026!")
    ... except ValidationError as error:
    ...     print(error.code)
    password_of_context
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:  # noqa: ARG002  # Django's signature
        """Do nothing where enough is left.

        Raises
        ------
        ValidationError
            If the password is made of such words, digits and signs.
        """
        folded = password.casefold()
        if _ANY.search(folded) and len(_NO_LETTER.sub("", _ANY.sub("", folded))) < _LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_context")

    def get_help_text(self) -> str:
        """Return what is wrong, for the form."""
        return gettext("This password is made of words that are tried first here. Take other words.")
