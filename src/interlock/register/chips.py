"""Single chips: where one was said to stand, and how it is told without keeping its serial number.

Examples
--------
>>> digest = serial_digest("NVIDIA", "1652 0221 0033")
>>> digest == serial_digest("nvidia", "165202210033"), len(digest)
(True, 64)
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register.names import key
from interlock.register.record import Origin

__all__ = ["SEALED", "Placement", "serial_digest"]

SEALED: Final = "sha256:"
"""What a serial number begins with that is given as its digest."""
_LONGEST: Final = 100
_SERIAL: Final = re.compile(r"[0-9A-Za-z]+")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What one line says of one chip."""

    serial: str
    """The digest; see `serial_digest`."""
    designer: str
    chip_model: str
    cluster: str
    """Name of the cluster; empty where the chip stands in none."""
    owner: str
    since: date
    stated_on: date
    origin: Origin
    line: int | None = None

    @property
    def name(self) -> str:
        """What a list calls the chip: never its serial number."""
        return f"{self.chip_model} {self.serial[:12]}"


def serial_digest(designer: str, serial: str) -> str:
    """Return the SHA-256 digest by which a chip is held: of its designer and serial number.

    Spaces, hyphens and case of a serial number are its typography, and left out. A digest, written
    ``sha256:`` and 64 digits, is returned as it is.

    Raises
    ------
    InputError
        If it is no serial number.
    """
    if serial.startswith(SEALED):
        digest = serial.removeprefix(SEALED)
        if _DIGEST.fullmatch(digest):
            return digest
        raise InputError(
            phrase("the digest of the serial number is not 64 hexadecimal digits"), field="serial"
        )
    plain = "".join(serial.replace("-", "").split())
    if not _SERIAL.fullmatch(plain) or len(plain) > _LONGEST:
        raise InputError(
            phrase("the serial number is not made of letters and digits"),
            field="serial",
            advice=phrase("Copy it from the chip's own report, as text."),
        )
    return hashlib.sha256(f"{key(designer)}\n{plain.upper()}".encode()).hexdigest()
