"""The register's pure part: what may be stated, what stands on a day, what an import would change.

Read in this order: `kinds`, `names`, `values` and `properties` (the vocabulary), `record` (what a line of
a file says), `held` (which statement stands on a day), `reconcile` (what taking a record in would do).

Examples
--------
>>> from datetime import date
>>> record = Record(kind=Kind.MODEL, name="Example 405B", stated_on=date(2026, 5, 2),
...                 origin=Origin(publisher="Example Labs", title="Model card"),
...                 values={"parameters": (Stated(value=4.05e11),)})
>>> record.key, record.values["parameters"][0].value["central"]
('example 405b', 405000000000.0)
"""

from interlock.register.held import Act, Statement, current, projected, undone
from interlock.register.kinds import Kind
from interlock.register.properties import PROPERTIES, Property, property_of
from interlock.register.record import Origin, Record, Refusal, Stated
from interlock.register.values import Json, ValueType, canonical, estimate_of, same

__all__ = [
    "PROPERTIES", "Act", "Json", "Kind", "Origin", "Property", "Record", "Refusal", "Stated", "Statement",
    "ValueType", "canonical", "current", "estimate_of", "projected", "property_of", "same", "undone",
]  # fmt: skip
