r"""How files of the outside become records of the register, line by line: one file per layout.

Examples
--------
>>> from datetime import date
>>> from interlock.register import Origin
>>> table = b"Company,Date,Revenue amount (normalize to annual)\nOpenAI,12/31/2024,3700000000\n"
>>> layout = recognise("revenue.csv", table)
>>> record, = layout.read(Given(content=table, file_name="revenue.csv", stated_on=date(2025, 11, 30),
...                             origin=Origin(publisher="Epoch AI", title="Data on AI Companies")))
>>> layout.name, record.name, record.values["annual_revenue"][0].holds_from
('epoch revenue', 'OpenAI', datetime.date(2024, 12, 31))
"""

from interlock.adapters.layouts.layout import LIMITS, Given, Head, Layout, Line
from interlock.adapters.layouts.recognition import LAYOUTS, guess_stated_on, layout_of, recognise

__all__ = [
    "LAYOUTS", "LIMITS", "Given", "Head", "Layout", "Line", "guess_stated_on", "layout_of", "recognise",
]  # fmt: skip
