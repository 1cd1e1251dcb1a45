"""``python -m interlock.agency.serving PART``: one process of a served agency. `supervisor` starts them."""

from __future__ import annotations

import importlib
import sys

_PARTS = ("preparing", "web", "worker")

if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in _PARTS:
        sys.exit(importlib.import_module(f"interlock.agency.serving.{sys.argv[1]}").main(sys.argv[2:]))
    sys.exit(f"Name one of the parts: {', '.join(_PARTS)}. To serve the agency: interlock serve")
