"""Number formats a chip multiplies in, and the bits that each multiplication reads."""

from __future__ import annotations

from enum import StrEnum

from interlock.errors import UnknownNameError
from interlock.phrases import phrase

__all__ = ["Precision", "read_precision"]


class Precision(StrEnum):
    """A number format of the two factors of a multiplication."""

    FP64 = "fp64"
    FP32 = "fp32"
    TF32 = "tf32"
    BF16 = "bf16"
    FP16 = "fp16"
    INT16 = "int16"
    FP8 = "fp8"
    INT8 = "int8"
    FP6 = "fp6"
    FP4 = "fp4"
    INT4 = "int4"

    @property
    def bits(self) -> int:
        """Bit length of the factors: TF32 is stored in 32 bits but multiplies 19 (8 + 10 + sign)."""
        return _BITS[self]


_BITS = {
    Precision.FP64: 64,
    Precision.FP32: 32,
    Precision.TF32: 19,
    Precision.BF16: 16,
    Precision.FP16: 16,
    Precision.INT16: 16,
    Precision.FP8: 8,
    Precision.INT8: 8,
    Precision.FP6: 6,
    Precision.FP4: 4,
    Precision.INT4: 4,
}

_SPELLINGS = {
    "double": Precision.FP64, "float64": Precision.FP64,
    "single": Precision.FP32, "float": Precision.FP32, "float32": Precision.FP32,
    "tensorfloat32": Precision.TF32,
    "bfloat16": Precision.BF16,
    "half": Precision.FP16, "float16": Precision.FP16,
    "float8": Precision.FP8, "fp8e4m3": Precision.FP8, "fp8e5m2": Precision.FP8, "mxfp8": Precision.FP8,
    "mxfp6": Precision.FP6,
    "nvfp4": Precision.FP4, "mxfp4": Precision.FP4,
}  # fmt: skip


def read_precision(text: str) -> Precision:
    """Return the format that `text` names, such as ``bf16``, ``BFLOAT16`` or ``nvfp4``.

    Raises
    ------
    UnknownNameError
        If the name is in no table.

    Examples
    --------
    >>> read_precision("bfloat16")
    <Precision.BF16: 'bf16'>
    """
    name = "".join(character for character in text.casefold() if character.isalnum())
    found = _SPELLINGS.get(name) or next((item for item in Precision if item.value == name), None)
    if found is None:
        raise UnknownNameError(
            phrase("{text} names no number format", text=repr(text[:60])),
            advice=phrase("Known formats: {precision}.", precision=", ".join(Precision)),
        )
    return found
