"""Uploads that are not kept when they are larger than anything that is read."""

from __future__ import annotations

from typing import Any, Final

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from interlock.adapters.layouts import LIMITS

__all__ = ["MOST", "BoundedUploads"]

MOST: Final = LIMITS.size + 4 * 2**20
"""Bytes of a request: the largest file that is read, and the fields of its form."""


class BoundedUploads(FileUploadHandler):
    """Reads past the files of a request that announces too much, so that no disk is filled.

    The other fields of the form arrive, so that the page can say what was wrong and lose nothing typed.
    """

    _is_too_large = False

    def handle_raw_input(
        self,
        input_data: Any,  # noqa: ANN401, ARG002  # Django's
        META: Any,  # noqa: ANN401, ARG002, N803  # Django's
        content_length: int,
        boundary: Any,  # noqa: ANN401, ARG002  # Django's
        encoding: Any = None,  # noqa: ANN401, ARG002  # Django's
    ) -> None:
        """Look at how much is announced."""
        self._is_too_large = content_length > MOST

    def new_file(self, *arguments: Any, **keywords: Any) -> None:  # noqa: ANN401  # Django's
        """Let a file pass by where too much was announced."""
        super().new_file(*arguments, **keywords)
        if self._is_too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  # Django's
        """Hand each part on to whoever keeps it."""
        return raw_data

    def file_complete(self, file_size: int) -> None:  # Django's
        """Keep nothing here."""
