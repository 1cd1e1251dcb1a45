"""Epoch AI's table of machine learning hardware, as rows for `interlock.compute.chips.chips_from_rows`."""

from __future__ import annotations

from collections.abc import Iterator

from interlock.adapters.epoch_columns import is_hardware_table
from interlock.documents import CsvRow, Limits, read_csv
from interlock.errors import InputError
from interlock.phrases import phrase

__all__ = ["iter_epoch_hardware"]


def iter_epoch_hardware(
    data: bytes,
    *,
    source: str,
    limits: Limits = Limits(),  # noqa: B008  # Limits is frozen
) -> Iterator[CsvRow]:
    """Yield the rows of the table; one of the wrong length with its `problem`.

    Raises
    ------
    InputError
        If the columns are not those of the table.

    References
    ----------
    .. [1] Epoch AI, *Data on Machine Learning Hardware*, https://epoch.ai/data/machine-learning-hardware,
       CC BY 4.0.
    """
    columns, rows = read_csv(data, source=source, limits=limits)
    if not is_hardware_table(columns):
        raise InputError(
            phrase("the columns are not those of Epoch AI's table of machine learning hardware"),
            source=source,
            line=1,
            advice=phrase("Give the table as published."),
        )
    yield from rows
