"""From bytes to text: size, encoding and the formats that only pretend to be text."""

from __future__ import annotations

from interlock.documents.model import Limits
from interlock.errors import InputError
from interlock.phrases import numeral, phrase

__all__ = ["decode_text"]

_SIGNATURES = {
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "gzip data",
    b"%PDF": "a PDF",
    b"\x28\xb5\x2f\xfd": "zstd data",
    b"BZh": "bzip2 data",
    b"\xfd7zXZ": "xz data",
    b"\x80\x02": "a Python pickle",
    b"\x80\x04": "a Python pickle",
    b"\x89PNG": "a PNG image",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
}


def decode_text(data: bytes, *, source: str, limits: Limits = Limits()) -> str:  # noqa: B008  # Limits is frozen
    """Return `data` as text, refusing what is too large, not UTF-8, or another format.

    Compressed input is never expanded here: what is small on disk could be enormous in memory.

    Raises
    ------
    InputError
        If the data exceed ``limits.size``, hold a known binary format, NUL bytes or invalid UTF-8.
    """
    if len(data) > limits.size:
        raise InputError(
            phrase(
                "the text holds {data} bytes; at most {size} are read",
                data=numeral(f"{len(data):,}"),
                size=numeral(f"{limits.size:,}"),
            ),
            source=source,
            advice=phrase("Split it into smaller files."),
        )
    for signature, name in _SIGNATURES.items():
        if data.startswith(signature):
            raise InputError(
                phrase("the file holds {name}, not UTF-8 text", name=name),
                source=source,
                advice=phrase("Unpack or convert it, then give the text."),
            )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            phrase(
                "byte {start} (0x{data}) is not UTF-8", start=error.start, data=f"{data[error.start]:02x}"
            ),
            source=source,
            line=line,
            advice=phrase("Save the file in UTF-8."),
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise InputError(
            phrase("the text holds a NUL character"),
            source=source,
            line=line,
            advice=phrase("Give a plain text file."),
        )
    return text
