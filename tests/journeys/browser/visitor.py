"""Somebody at a browser, who reads one language and finds things by what is written on them."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext
from playwright.sync_api import BrowserContext, Locator, Page, Response

from interlock.agency.demonstration.people import Account
from interlock.agency.pages.vocabulary import property_label
from interlock.register import Kind, property_of
from tests.journeys.browser.live import Live

__all__ = ["Visitor", "code_of"]

_PERIOD = 30
_TYPING = 8.0
"""Seconds in which a code is typed and sent on a busy machine; it counts in its own half minute alone."""
_used: dict[str, int] = {}
"""For which half minute a secret's code was shown last: each is taken once."""


def code_of(secret: str) -> str:
    """Return the one-time code of a secret that was not used and has time enough left to be typed."""
    step, left = _half_minute()
    while _used.get(secret) == step or left < _TYPING:
        time.sleep(0.5)
        step, left = _half_minute()
    _used[secret] = step
    return str(format_hotp_value(hotp_value(secret, step)))


def _half_minute() -> tuple[int, float]:
    """Return the number of this half minute, and how many seconds of it are left."""
    now = time.time()  # noqa: TID251  # an authenticator has a clock
    return int(now // _PERIOD), _PERIOD - now % _PERIOD


@dataclass(kw_only=True)
class Visitor:
    """Somebody at a browser."""

    context: BrowserContext
    page: Page
    live: Live
    language: str
    problems: list[str] = field(default_factory=list)
    """What a page said on the console, and what could not be loaded."""
    expected: set[int] = field(default_factory=set)
    """Answers that this journey asks for, such as 404."""

    def __post_init__(self) -> None:
        self.watch(self.page)

    def watch(self, page: Page) -> None:
        """Note what goes wrong on a page without being seen."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"{page.url}: {error}"))
        page.on("response", self._check)
        page.on("requestfailed", self._fail)

    def _hear(self, message: Any) -> None:  # noqa: ANN401  # playwright's
        # What could not be loaded comes as an answer, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"{self.page.url}: {message.text}")

    def _check(self, answer: Response) -> None:
        if answer.status >= 400 and answer.status not in self.expected:
            self.problems.append(f"{answer.url}: {answer.status}")

    def _fail(self, request: Any) -> None:  # noqa: ANN401  # playwright's
        # A search that a later one overtakes and a file that is saved are both aborted.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.problems.append(f"{request.url}: {request.failure}")

    # ── words ──

    def says(self, message: str, *, context: str = "", **values: str) -> str:
        """Return a message of the site in this person's language."""
        with translation.override(self.language):
            text = pgettext(context, message) if context else gettext(message)
            return text % values if values else text

    def counts(self, one: str, many: str, number: int, **values: object) -> str:
        """Return a message that counts, in this person's language."""
        with translation.override(self.language):
            return ngettext(one, many, number) % {"number": number, **values}

    def called(self, name: str) -> str:
        """Return what a property of models is called in this person's language."""
        with translation.override(self.language):
            return property_label(property_of(Kind.MODEL, name))

    # ── places ──

    @property
    def prefix(self) -> str:
        """What addresses in this language begin with."""
        return "" if self.language == "en" else f"/{self.language}"

    def go(self, path: str) -> Response:
        """Open a page in this person's language."""
        answer = self.page.goto(f"{self.live.origin}{self.prefix}{path}")
        assert answer is not None
        return answer

    # ── things on the page ──

    @property
    def main(self) -> Locator:
        """What the page is about."""
        return self.page.get_by_role("main")

    def heading(self, text: str) -> Locator:
        """Return the heading that reads so."""
        return self.page.get_by_role("heading", name=text, exact=True)

    def link(self, message: str, *, context: str = "", **values: str) -> Locator:
        """Return the link of the main part that reads so."""
        return self.main.get_by_role("link", name=self.says(message, context=context, **values), exact=True)

    def button(self, message: str, **values: str) -> Locator:
        """Return the button of the main part that reads so."""
        return self.main.get_by_role("button", name=self.says(message, **values), exact=True)

    def box(self, message: str, **values: str) -> Locator:
        """Return the field of the main part that is labelled so."""
        return self.main.get_by_label(self.says(message, **values), exact=True)

    def text(self, message: str, **values: str) -> Locator:
        """Return what reads so in the main part."""
        return self.main.get_by_text(self.says(message, **values))

    # ── coming in ──

    def sign_in(self, email: str, password: str, *, secret: str = "") -> None:
        """Sign in with a password, and with a one-time code where there is a secret."""
        self.go("/account/login")
        self.type_password(email, password)
        if secret:
            self.type_code(code_of(secret))

    def sign_in_as(self, account: Account) -> None:
        """Sign in as a person of the demonstration."""
        self.sign_in(account.email, account.password, secret=account.secret)

    def type_password(self, email: str, password: str) -> None:
        """Fill in the page of signing in."""
        self.box("E-mail address").fill(email)
        self.box("Password").fill(password)
        self.button("Sign in").click()

    def type_code(self, code: str) -> None:
        """Fill in the page that asks for a second factor."""
        self.box("Code").fill(code)
        self.button("Sign in").click()
        self.page.wait_for_url(re.compile(r"^(?!.*2fa/authenticate)"))

    def type_code_of(self, account: Account) -> None:
        """Show the second factor of a person of the demonstration."""
        self.type_code(code_of(account.secret))

    def sign_out(self) -> None:
        """Sign out by the button at the top."""
        self.page.get_by_role("banner").get_by_role("button", name=self.says("Sign out"), exact=True).click()
