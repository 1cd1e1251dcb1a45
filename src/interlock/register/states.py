"""The States, and the places with a code of their own that occur in the data, as records.

Codes are those of ISO 3166-1, membership and its first day those of the United Nations. A place that is
neither a member nor an observer is listed by its code, and nothing is said of its status.

Examples
--------
>>> records = state_records()
>>> len({record.name for record in records}), records[0].name, records[0].values["code"][0].value
(198, 'Afghanistan', 'AF')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib.resources import files
from typing import Final

from interlock.documents import read_csv
from interlock.register.kinds import Kind
from interlock.register.record import Origin, Record, Stated

__all__ = ["state_records"]

_CODES: Final = Origin(
    publisher="International Organization for Standardization",
    title="ISO 3166-1:2020, Codes for the representation of names of countries",
    url="https://www.iso.org/iso-3166-country-codes.html",
)
_CODES_ON: Final = date(2020, 8, 1)
_MEMBERS: Final = Origin(
    publisher="United Nations", title="Member States", url="https://www.un.org/en/about-us/member-states"
)
_MEMBERS_ON: Final = date(2011, 7, 14)
"""The day of the latest admission: the list stands as it stood then."""


def state_records() -> tuple[Record, ...]:
    """Return what is said of each State: one record for its codes, one for its membership."""
    data = files("interlock.register").joinpath("data/states.csv").read_bytes()
    _, rows = read_csv(data, source="states.csv")
    return tuple(record for row in rows for record in _records(row.cells, row.line))


def _records(cells: Mapping[str, str], line: int) -> Iterator[Record]:
    yield Record(
        kind=Kind.STATE, name=cells["name"], stated_on=_CODES_ON, origin=_CODES, line=line,
        values={
            "code": (Stated(value=cells["code"]),),
            "three_letter_code": (Stated(value=cells["three_letters"]),),
            "numeric_code": (Stated(value=cells["number"]),),
        },
    )  # fmt: skip
    if cells["standing"] in ("member", "observer"):
        values = {"un_standing": (Stated(value=cells["standing"]),)}
        if cells["un_member_since"]:
            values["un_member_since"] = (Stated(value=cells["un_member_since"]),)
        yield Record(
            kind=Kind.STATE,
            name=cells["name"],
            stated_on=_MEMBERS_ON,
            origin=_MEMBERS,
            line=line,
            values=values,
        )
