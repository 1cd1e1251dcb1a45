"""Epoch AI's words for domains, tasks and countries, in the words of a declaration."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from interlock.statements.declaration import Output

__all__ = ["country_code", "outputs"]

_BY_DOMAIN: Final[dict[str, Output]] = {
    "Language": Output.TEXT,
    "Image generation": Output.IMAGE,
    "Video": Output.VIDEO,
    "Speech": Output.AUDIO,
    "Audio": Output.AUDIO,
    "Vision": Output.LABEL,
    "Games": Output.ACTION,
    "Robotics": Output.ACTION,
    "Driving": Output.ACTION,
    "Recommendation": Output.SCORE,
    "Search": Output.SCORE,
    "Medicine": Output.LABEL,
    "Earth science": Output.FORECAST,
    "3D modeling": Output.STRUCTURE,
    "Materials science": Output.STRUCTURE,
}
_SAYS_HOW_NOT_WHAT: Final = "Multimodal"
_SETTLED_BY_TASK: Final = frozenset({"Vision", "Speech", "Video", "Audio", "Biology", "Medicine"})
"""Domains that hold both classifiers and generators: the task decides where it is stated."""
_BY_TASK: Final[dict[str, Output]] = {
    **dict.fromkeys(
        (
            "Speech recognition (ASR)",
            "Speech-to-text",
            "Image captioning",
            "Video description",
            "Transcription",
            "Visual question answering",
            "Vision-language generation",
            "Character recognition (OCR)",
            "Audio question answering",
            "Question answering",
            "Chat",
            "Translation",
            "Code generation",
            "Language modeling/generation",
            "Language generation",
            "Language modeling",
        ),
        Output.TEXT,
    ),
    **dict.fromkeys(
        (
            "Audio generation",
            "Speech synthesis",
            "Text-to-speech (TTS)",
            "Speech-to-speech",
            "Speech completion",
        ),
        Output.AUDIO,
    ),
    **dict.fromkeys(
        ("Image generation", "Text-to-image", "Image-to-image", "Image completion", "Image super-resolution"),
        Output.IMAGE,
    ),
    **dict.fromkeys(
        ("Video generation", "Text-to-video", "Image-to-video", "Video-to-video", "Video editing"),
        Output.VIDEO,
    ),
    **dict.fromkeys(
        (
            "Image classification",
            "Object detection",
            "Object recognition",
            "Digit recognition",
            "Face detection",
            "Face recognition",
            "Semantic segmentation",
            "Image segmentation",
            "Action recognition",
            "Video classification",
            "Audio classification",
            "Medical diagnosis",
            "Cancer diagnosis",
            "Protein classification",
            "Protein localization prediction",
            "Protein pathogenicity prediction",
            "Text classification",
            "Binary classification",
            "Face verification",
            "Voice identification",
        ),
        Output.LABEL,
    ),
    **dict.fromkeys(
        (
            "Protein folding prediction",
            "RNA structure prediction",
            "Protein generation",
            "Protein design",
            "Nucleotide generation",
            "Protein inverse folding",
            "3D reconstruction",
            "Drug discovery",
        ),
        Output.STRUCTURE,
    ),
    **dict.fromkeys(
        (
            "Protein or nucleotide language model (pLM/nLM)",
            "Protein representation learning",
            "Representation learning",
            "Image representation",
            "Image embedding",
            "Semantic embedding",
            "Protein embedding",
        ),
        Output.EMBEDDING,
    ),
    **dict.fromkeys(("System control", "Robotic manipulation", "Self-driving car"), Output.ACTION),
    "Weather forecasting": Output.FORECAST,
}
_COUNTRIES: Final = {
    "Argentina": "AR",
    "Armenia": "AM",
    "Australia": "AU",
    "Austria": "AT",
    "Bangladesh": "BD",
    "Belgium": "BE",
    "Brazil": "BR",
    "Bulgaria": "BG",
    "Canada": "CA",
    "Chile": "CL",
    "China": "CN",
    "Colombia": "CO",
    "Croatia": "HR",
    "Czechia": "CZ",
    "Denmark": "DK",
    "Egypt": "EG",
    "Estonia": "EE",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Hungary": "HU",
    "Iceland": "IS",
    "India": "IN",
    "Indonesia": "ID",
    "Iran (Islamic Republic of)": "IR",
    "Ireland": "IE",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Kazakhstan": "KZ",
    "Kenya": "KE",
    "Korea (Republic of)": "KR",
    "Latvia": "LV",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Luxembourg": "LU",
    "Macao": "MO",
    "Malaysia": "MY",
    "Mexico": "MX",
    "Morocco": "MA",
    "Netherlands": "NL",
    "New Zealand": "NZ",
    "Nigeria": "NG",
    "Norway": "NO",
    "Pakistan": "PK",
    "Philippines": "PH",
    "Philippines (the)": "PH",
    "Poland": "PL",
    "Portugal": "PT",
    "Qatar": "QA",
    "Romania": "RO",
    "Russia": "RU",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Slovakia": "SK",
    "Slovenia": "SI",
    "South Africa": "ZA",
    "South Korea": "KR",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "Taiwan": "TW",
    "Thailand": "TH",
    "Turkey": "TR",
    "Türkiye": "TR",
    "Ukraine": "UA",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
    "United Kingdom of Great Britain and Northern Ireland": "GB",
    "United States": "US",
    "United States of America": "US",
    "Vietnam": "VN",
}


def outputs(domains: Collection[str], tasks: Collection[str]) -> tuple[Output, ...] | None:
    """Return what a model generates, by its domains and tasks; None where they leave it open.

    A set that may be incomplete would let a rule that asks for text miss a model, so one domain that can't
    be told leaves the whole answer open.

    Examples
    --------
    >>> outputs(["Multimodal", "Language", "Vision"], [])
    (<Output.LABEL: 'label'>, <Output.TEXT: 'text'>)
    >>> outputs(["Other"], []) is None
    True
    """
    found: set[Output] = {_BY_TASK[task] for task in tasks if task in _BY_TASK}
    by_task = bool(found)
    for domain in domains:
        if domain == _SAYS_HOW_NOT_WHAT or (domain in _SETTLED_BY_TASK and by_task):
            continue
        output = _BY_DOMAIN.get(domain)
        if output is None:
            return None
        found.add(output)
    return tuple(sorted(found)) or None


def country_code(names: Collection[str]) -> str | None:
    """Return the ISO 3166 code where all names are one country's; None where they differ or are unknown."""
    codes = {_COUNTRIES.get(name) for name in names}
    return codes.pop() if len(codes) == 1 else None
