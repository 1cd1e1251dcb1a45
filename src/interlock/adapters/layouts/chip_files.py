"""The files in which aiconfigurator describes one type of chip each, as records of chip models.

A file says what its chip is called only by its own name, ``h100_sxm.yaml``; the names below join it with the
chip as Epoch AI's table calls it. Bandwidth between chips is given in one direction there, and both count.

References
----------
.. [1] NVIDIA, *aiconfigurator*, ``systems/``, https://github.com/ai-dynamo/aiconfigurator, Apache-2.0.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Final

from interlock.adapters.layouts.layout import LIMITS, Given, Head, Layout, Line
from interlock.adapters.layouts.tables import keep
from interlock.documents import Document, Value, read_yaml
from interlock.errors import InputError
from interlock.phrases import phrase
from interlock.register import Kind, Origin, Record, Refusal, Stated

__all__ = ["CHIP_FILES"]

_CHIPS: Final = {
    "a100_pcie": "NVIDIA A100 PCIe",
    "a100_sxm": "NVIDIA A100 SXM4 80 GB",
    "b200_sxm": "NVIDIA B200",
    "b300_sxm": "NVIDIA B300 (Blackwell Ultra)",
    "gb200": "NVIDIA GB200",
    "gb300": "NVIDIA GB300 (Blackwell Ultra)",
    "h100_pcie": "NVIDIA H100 PCIe",
    "h100_sxm": "NVIDIA H100 SXM5 80GB",
    "h200_sxm": "NVIDIA H200 SXM",
    "l40s": "NVIDIA L40S",
}
_FIELDS: Final = {
    "mem_bw": "memory_bandwidth",
    "mem_capacity": "memory",
    "bfloat16_tc_flops": "peak_16bit",
    "fp8_tc_flops": "peak_fp8",
    "int8_tc_flops": "peak_int8",
    "fp4_tc_flops": "peak_fp4",
    "power": "thermal_design_power",
}
_BOTH_WAYS: Final = 2
_MOST: Final = 1e60
_SIGN: Final = re.compile(r"^gpu:\s*(?:#.*)?$(?s:.*)^\s+mem_bw:", re.MULTILINE)


def _read(given: Given) -> Iterator[Line]:
    for document in read_yaml(given.content, source=given.file_name, limits=LIMITS):
        try:
            yield _record(document, given)
        except InputError as error:
            error = error.within(given.file_name, line=document.line)
            yield Refusal(line=document.line, name=PurePath(given.file_name).stem[:300], error=error)


def _record(document: Document, given: Given) -> Record:
    gpu, node = _section(document, "gpu"), _section(document, "node")
    values = {name: _number(document, gpu, "gpu", field) for field, name in _FIELDS.items()}
    between = _number(document, node, "node", "intra_node_bw", times=_BOTH_WAYS)
    interconnect = (
        None
        if between is None
        else Stated(value=between, note="Stated for one direction; both are counted here.")
    )
    return Record(
        kind=Kind.CHIP_MODEL,
        name=_chip(document),
        values=keep(manufacturer="NVIDIA", chip_interconnect_bandwidth=interconnect, **values),
        stated_on=given.stated_on,
        origin=given.origin,
        line=document.line,
    )


def _chip(document: Document) -> str:
    name = PurePath(document.source).stem.casefold().removeprefix("nvidia_")
    if name not in _CHIPS:
        raise InputError(
            phrase("no chip is known by the file's name {name}", name=repr(name[:60])),
            advice=phrase("Keep the name under which it was published: {chips}.", chips=", ".join(_CHIPS)),
        )
    return _CHIPS[name]


def _section(document: Document, name: str) -> Mapping[str, Value]:
    section = document.value.get(name) if isinstance(document.value, dict) else None
    if not isinstance(section, dict):
        raise document.error(
            phrase("there is no section {name}", name=repr(name)),
            advice=phrase("Give the file as published."),
        )
    return section


def _number(
    document: Document, section: Mapping[str, Value], name: str, field: str, *, times: float = 1
) -> float | None:
    value = section.get(field)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value * times < _MOST:
        raise document.error(
            phrase("{value} is no number above 0", value=repr(str(value)[:40])),
            (name, field),
            advice=phrase("Correct it."),
        )
    return float(value) * times


def _is_chip_file(head: Head) -> bool:
    return not head.columns and _SIGN.search(head.text) is not None


CHIP_FILES: Final = Layout(
    name="aiconfigurator chip",
    title=phrase("aiconfigurator's file on a chip"),
    origin=Origin(
        publisher="NVIDIA",
        title="aiconfigurator",
        url="https://github.com/ai-dynamo/aiconfigurator",
        licence="Apache-2.0",
    ),
    recognises=_is_chip_file,
    read=_read,
)
"""One chip model a file."""
