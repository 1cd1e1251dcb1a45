"""Addresses of this door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from interlock.agency.caseworker import correcting, desk, history, imports, jobs, uploading
from interlock.register import Kind

app_name = "caseworker"
_KINDS = "|".join(kind.path for kind in Kind)
urlpatterns: list[URLPattern | URLResolver] = [
    path("", desk.home, name="home"),
    path("imports", imports.imports, name="imports"),
    path("imports/new", uploading.upload, name="upload"),
    path("imports/new/file", uploading.look_at_file, name="look_at_file"),
    path("imports/<int:number>", imports.import_page, name="import"),
    path("imports/<int:number>/state", imports.import_state, name="import_state"),
    path("imports/<int:number>/lines.csv", imports.import_lines, name="import_lines"),
    path("imports/<int:number>/lines/<int:line>", imports.decide, name="decide"),
    path("imports/<int:number>/lines", imports.decide_all, name="decide_all"),
    path("imports/<int:number>/preview", imports.again, name="preview_again"),
    path("imports/<int:number>/apply", imports.apply, name="apply_import"),
    path("imports/<int:number>/undo", imports.undo, name="undo_import"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/<int:number>", jobs.job_again, name="job_again"),
    path("changes", history.history, name="history"),
    path("changes/<int:number>/undo", history.undo_change, name="undo_change"),
    re_path(
        rf"^correct/(?P<path>{_KINDS})/(?P<slug>[a-z0-9-]{{1,100}})$", correcting.correct, name="correct"
    ),
    re_path(rf"^names/(?P<path>{_KINDS})$", correcting.names, name="names"),
]
