"""People are invited, show a second factor, lose it, and get it back; nothing opens before."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from playwright.sync_api import expect

from interlock.agency.demonstration.people import Account
from tests.journeys.browser.inspection import anomalies
from tests.journeys.browser.live import Live
from tests.journeys.browser.visitor import Visitor, code_of

PASSWORD = "seven quiet herons at dawn"  # noqa: S105  # of a person who lives for one test
LINK = re.compile(r"http://localhost\S+")


def invited(administrator: Visitor, unit: str, email: str) -> str:
    """Invite somebody as an administrator does, and return the link from the mail."""
    administrator.go("/account/members")
    if administrator.link(unit).count():
        administrator.link(unit).click()
    assert anomalies(administrator.page) == []
    administrator.box("E-mail address").fill(email)
    administrator.box("Language of the mail").select_option(administrator.language)
    administrator.button("Send the invitation").click()
    expect(administrator.main.get_by_role("rowheader", name=email)).to_be_visible()
    return link_in(administrator.live.mail_to(email))


def link_in(mail: str) -> str:
    """Return the first address in a mail."""
    found = LINK.search(mail)
    assert found, mail
    return found[0]


def accepts(visitor: Visitor, link: str, name: str) -> None:
    """Open an invitation and take the seat with a new account."""
    visitor.page.goto(link)
    assert link.rpartition("/")[2] not in visitor.page.url  # the token is out of the address
    assert anomalies(visitor.page) == []
    visitor.box("Your name").fill(name)
    visitor.box("Password").fill(PASSWORD)
    visitor.button("Take the seat").click()


def sets_up_codes(visitor: Visitor) -> str:
    """Set up an authenticator app, and return its secret."""
    assert anomalies(visitor.page) == []
    visitor.link("Set up an authenticator app").click()
    assert anomalies(visitor.page) == []
    key = visitor.main.get_by_text(re.compile(r"^\s*[A-Z2-7]{32}\s*$")).inner_text().strip()
    visitor.box("Code").fill(code_of(key))
    visitor.button("Set up").click()
    return key


def recovery_codes(visitor: Visitor) -> list[str]:
    """Return the recovery codes, which the page shows this once."""
    expect(visitor.heading(visitor.says("Recovery codes"))).to_be_visible()
    assert anomalies(visitor.page) == []
    return visitor.main.get_by_role("listitem").all_inner_texts()


def a_stranger(language: str) -> str:
    """Return an address that nobody has used."""
    return f"{secrets.token_hex(5)}.{language}@labs.example"


def test_a_colleague_is_invited_and_comes_in(
    visitors: Callable[..., Visitor], people: dict[str, Account], language: str
) -> None:
    """An administrator invites, the mail's link makes the account once, and the password works."""
    administrator, colleague = visitors(), visitors()
    administrator.sign_in_as(people["applicant.administrator"])
    email = a_stranger(language)
    link = invited(administrator, "Example Labs", email)
    accepts(colleague, link, "Karla Colleague")
    expect(colleague.page).to_have_url(re.compile("/applicant/$"))
    colleague.sign_out()
    colleague.sign_in(email, PASSWORD)
    expect(colleague.page).to_have_url(re.compile("/applicant/$"))

    stranger = visitors()
    stranger.expected = {410}
    stranger.page.goto(link)
    expect(stranger.box("Password")).to_have_count(0)


def test_an_officer_sets_up_codes_before_anything_opens(
    visitors: Callable[..., Visitor], people: dict[str, Account], language: str
) -> None:
    """Every other page leads back to the set-up; a recovery code then works in place of a code, once."""
    administrator, officer = visitors(), visitors()
    name = {"en": "inspector.administrator", "de": "caseworker.administrator"}[language]
    administrator.sign_in_as(people[name])
    email = a_stranger(language)
    accepts(officer, invited(administrator, "The agency", email), "Olga Officer")
    for path in ("/models", "/account/tokens", "/account/members"):
        officer.go(path)
        expect(officer.heading(officer.says("Set up a second factor"))).to_be_visible()
    sets_up_codes(officer)
    codes = recovery_codes(officer)
    assert len(codes) == 10
    officer.go("/models")
    expect(officer.heading(officer.says("AI models", context="kinds"))).to_be_visible()

    for attempt in range(2):
        officer.sign_out()
        officer.go("/account/login")
        officer.type_password(email, PASSWORD)
        officer.expected |= {400, 422, 200}
        officer.box("Code").fill(codes[0])
        officer.button("Sign in").click()
        if attempt == 0:
            officer.page.wait_for_url(re.compile(r"^(?!.*2fa/authenticate)"))
    expect(officer.heading(officer.says("Second factor"))).to_be_visible()
    expect(officer.box("Code")).to_be_visible()

    administrator.page.reload()
    row = administrator.main.get_by_role("row").filter(has_text=email)
    row.get_by_role("link", name=administrator.says("Reset the second factor"), exact=True).click()
    administrator.box("Reason").fill("lost the telephone on a train")
    administrator.button("Reset the second factor").click()
    assert "lost the telephone on a train" in administrator.live.mail_to(email)
    again = visitors()
    again.sign_in(email, PASSWORD)
    expect(again.heading(again.says("Set up a second factor"))).to_be_visible()


def test_an_officer_sets_up_a_passkey(
    visitors: Callable[..., Visitor], people: dict[str, Account], language: str
) -> None:
    """A passkey alone is a second factor; the next sign-in needs the password and it."""
    administrator, officer = visitors(), visitors()
    name = {"en": "delegate.administrator", "de": "inspector.administrator"}[language]
    administrator.sign_in_as(people[name])
    unit = {"en": "DE", "de": "The agency"}[language]
    email = a_stranger(language)
    accepts(officer, invited(administrator, unit, email), "Paula Passkey")
    give_authenticator(officer)
    officer.link("Add a passkey").click()
    officer.box("Name of the passkey").fill("Key of the test")
    officer.button("Add the passkey").click()
    assert len(recovery_codes(officer)) == 10
    officer.sign_out()
    officer.go("/account/login")
    officer.type_password(email, PASSWORD)
    officer.button("Use a passkey").click()
    officer.page.wait_for_url(re.compile(r"^(?!.*2fa/authenticate)"))

    officer.go("/account/2fa/webauthn")
    expect(officer.main.get_by_role("rowheader", name="Key of the test")).to_be_visible()


def give_authenticator(visitor: Visitor) -> None:
    """Give a browser an authenticator that agrees to everything."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_forgotten_password_is_set_anew(
    visitors: Callable[..., Visitor], people: dict[str, Account], language: str, live: Live
) -> None:
    """The mail's link sets a new password once, and the old one no longer works."""
    administrator, person = visitors(), visitors()
    administrator.sign_in_as(people["provider.administrator"])
    email = a_stranger(language)
    accepts(person, invited(administrator, "Example Compute", email), "Fritz Forgetful")
    person.sign_out()
    person.go("/account/login")
    person.link("Set a new password").click()
    person.box("E-mail address").fill(email)
    person.button("Send the link").click()
    expect(person.heading(person.says("A link is on its way"))).to_be_visible()
    link = link_in(live.mail_to(email))
    assert "/password/reset/key/" in link
    person.page.goto(link)
    assert anomalies(person.page) == []
    person.box("New password").fill(f"{PASSWORD}, and a tenth")
    person.box("New password, again").fill(f"{PASSWORD}, and a tenth")
    person.button("Set the password").click()
    expect(person.heading(person.says("The password is set"))).to_be_visible()

    person.expected |= {200, 400, 422}
    person.sign_in(email, PASSWORD)
    expect(person.main.get_by_role("alert")).to_be_visible()
    person.sign_in(email, f"{PASSWORD}, and a tenth")
    expect(person.page).to_have_url(re.compile("/applicant/$"))
