"""The site as a WSGI application, for any server that speaks it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from interlock.agency.serving.warming import warm

__all__ = ["application"]

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlock.agency.settings")
application = get_wsgi_application()
warm()
