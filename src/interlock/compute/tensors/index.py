"""The index that lists which file holds which tensor, and the estimate its total size allows.

An index names tensors, files and the bytes of all tensors together; it has neither formats nor shapes. With
the one format that a configuration states, bytes give a count: exact if every tensor has that format, too
high where some are wider, or are buffers, and not possible where the weights are quantised.

References
----------
.. [1] transformers 5.23, ``save_pretrained``: ``metadata.total_size`` and ``weight_map``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from interlock.compute.tensors.model import TensorFile, WeightIndex
from interlock.compute.tensors.names import claims_auxiliary, is_bare
from interlock.documents import Document, Value
from interlock.errors import InputError, UnknownNameError
from interlock.findings import Finding, FindingKind
from interlock.phrases import phrase
from interlock.quantities import Estimate, Parameters, Provenance

__all__ = ["check_index", "parameters_from_index", "read_index"]

_LARGEST = 2**63 - 1
_SHARD = re.compile(r"(?P<stem>.+)[-_](?P<number>\d{1,6})-of-(?P<of>\d{1,6})(?P<suffix>\.[A-Za-z]+)")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,254}")
_BYTES = {
    "float64": 8, "double": 8, "float32": 4, "float": 4, "fp32": 4, "float16": 2, "half": 2, "fp16": 2,
    "bfloat16": 2, "bf16": 2, "float8_e4m3fn": 1, "float8_e5m2": 1,
}  # fmt: skip
_SHOWN = 3


def read_index(document: Document) -> WeightIndex:
    """Return the index that a document such as ``model.safetensors.index.json`` holds.

    Raises
    ------
    InputError
        If the document is no index, or names a file that does not lie beside it.
    """
    value = document.value if isinstance(document.value, dict) else {}
    entries = value.get("weight_map")
    if not isinstance(entries, dict):
        raise document.error(
            "this is no index of weights: there is no weight_map", advice="Give a *.index.json of a model."
        )
    weight_map: dict[str, str] = {}
    for name, file in entries.items():
        if not isinstance(file, str) or not _PLAIN_NAME.fullmatch(file) or ".." in file:
            problem = f"{str(file)[:120]!r} is not the name of a file beside the index"
            raise document.error(problem, ("weight_map", name))
        weight_map[name] = file
    if not weight_map:
        raise document.error("the index lists no tensors", ("weight_map",))
    return WeightIndex(
        source=document.source,
        total_size=_total_size(document, value.get("metadata")),
        weight_map=weight_map,
        notes=tuple(_missing_shards(set(weight_map.values()))),
    )


def parameters_from_index(index: WeightIndex, torch_dtype: str) -> Estimate[Parameters]:
    """Return the parameters that the total size gives if every tensor is stored in `torch_dtype`.

    Raises
    ------
    InputError
        If the index states no total size, the names show quantised weights, or the size is no multiple
        of the format's bytes.
    UnknownNameError
        If the format is in no table.
    """
    width = _BYTES.get(torch_dtype.removeprefix("torch.").casefold())
    if width is None:
        raise UnknownNameError(
            f"{torch_dtype[:60]!r} names no format of weights", advice=f"Known: {', '.join(_BYTES)}."
        )
    if index.total_size is None:
        raise InputError(
            "the index states no total size", source=index.source, advice="Give the weight files."
        )
    quantised = next((name for name in index.weight_map if _shows_quantisation(name)), None)
    if quantised is not None:
        raise InputError(
            f"the weights are quantised ({quantised[:120]}): bytes alone don't tell their number",
            source=index.source,
            advice="Give the weight files, whose headers state formats and shapes.",
        )
    if index.total_size % width:
        raise InputError(
            f"{index.total_size:,} bytes don't divide into elements of {width} bytes: the formats are mixed",
            source=index.source,
            advice="Give the weight files, whose headers state formats and shapes.",
        )
    provenance = Provenance(
        method="bytes of the weights over bytes per element",
        inputs=(("total size", f"{index.total_size:,} B"), ("format", f"{torch_dtype}, {width} B")),
        sources=(index.source,),
        convention="stored elements: tied tensors as often as they are stored, buffers counted",
        notes=(phrase("exact if every tensor has that format; too high where some are wider"), *index.notes),
    )
    return Estimate.exact(Parameters(index.total_size / width), provenance)


def check_index(index: WeightIndex, files: Mapping[str, TensorFile]) -> tuple[Finding, ...]:
    """Return where an index and the files, by name, that lie beside it differ."""
    found = {tensor.name: name for name, file in files.items() for tensor in file.tensors}
    size = sum(tensor.end - tensor.begin for file in files.values() for tensor in file.tensors)
    missing = sorted(name for name, file in index.weight_map.items() if found.get(name) != file)
    unlisted = sorted(set(found) - set(index.weight_map))
    findings = []
    if missing:
        findings.append(_finding(index, f"{len(missing):,} tensors are not in the file it names", missing))
    if unlisted:
        findings.append(
            _finding(index, f"the files hold {len(unlisted):,} tensors that it does not list", unlisted)
        )
    if index.total_size is not None and index.total_size != size:
        message = f"it states {index.total_size:,} bytes of tensors, the files hold {size:,}"
        findings.append(_finding(index, message, []))
    return tuple(findings)


def _finding(index: WeightIndex, message: str, names: list[str]) -> Finding:
    return Finding(
        kind=FindingKind.DISCREPANCY,
        check="weight-index",
        subject=index.source,
        message=message,
        checked=phrase("the names and bytes in the index against the headers of the files"),
        not_checked=phrase("the contents of the tensors"),
        likely_causes=(phrase("files of another version"), phrase("an incomplete download")),
        settle=phrase("the index and all files of one version"),
        evidence=tuple(("tensor", name[:200]) for name in names[:_SHOWN]),
    )


def _shows_quantisation(name: str) -> bool:
    return name.endswith((".qweight", ".weight_packed")) or (claims_auxiliary(name) and not is_bare(name))


def _total_size(document: Document, metadata: Value) -> int | None:
    if not isinstance(metadata, dict) or metadata.get("total_size") is None:
        return None
    size = metadata["total_size"]
    # Some writers store the sum as a float; a whole number is meant.
    if isinstance(size, float) and size.is_integer():
        size = int(size)
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= _LARGEST:
        raise document.error(f"{str(size)[:40]} is no number of bytes", ("metadata", "total_size"))
    return size


def _missing_shards(files: set[str]) -> list[str]:
    """Return notes on files that the numbering promises and no tensor lies in."""
    series: dict[tuple[str, str, str], set[int]] = {}
    for file in files:
        if match := _SHARD.fullmatch(file):
            key = (match["stem"], match["of"], match["suffix"])
            series.setdefault(key, set()).add(int(match["number"]))
    return [
        f"{int(of) - len(numbers):,} of {int(of):,} files named {stem}-...-of-{of}{suffix} hold no tensor"
        for (stem, of, suffix), numbers in sorted(series.items())
        if len(numbers) < int(of)
    ]
