"""Signing in, signing up and keeping an account safe, in the fund's look and words."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from fund.models import User

Door = Callable[[User | None], Client]

FORMS = {
    "login": "SignIn",
    "signup": "SignUp",
    "confirm_login_code": "ConfirmCode",
    "confirm_email_verification_code": "ConfirmEmailCode",
    "set_password": "SetPassword",
    "change_password": "ChangePassword",
}


@pytest.fixture(autouse=True)
def the_funds_forms(settings: Any) -> None:
    settings.ACCOUNT_FORMS = {name: f"fund.kit.sign_in_forms.{form}" for name, form in FORMS.items()}


def sent_code() -> str:
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.M)
    assert found, mail.outbox[-1].body
    return found[0]


def test_a_person_signs_in_with_a_code(door: Door, nia: User) -> None:
    client = door(None)
    answer = client.post(reverse("account_login"), {"login": "NIA@example.org"})
    assert answer.status_code == 302
    assert answer.url == reverse("account_confirm_login_code")
    assert mail.outbox[-1].subject == "Your code to sign in"
    assert mail.outbox[-1].body.startswith("Hello\n\nYour code to sign in is\n\n")
    html = client.get(answer.url).content.decode()
    assert "We have sent a letter with a code to <strong>nia@example.org</strong>." in html
    html = client.post(answer.url, {"code": "AAAA-AAAA"}).content.decode()
    assert "<title>Error: Enter the code – Self Management Fund</title>" in html
    assert 'href="#id_code"' in html
    answer = client.post(reverse("account_confirm_login_code"), {"code": sent_code().lower()})
    assert answer.url == reverse("home")
    assert "Nia Nobody" in client.get(reverse("accessibility")).content.decode()


def test_a_person_signs_in_with_a_password(door: Door, nia: User) -> None:
    client = door(None)
    html = client.post(reverse("account_login"), {"login": nia.email, "password": "wrong"}).content.decode()
    assert '<details class="ds_details" open>' in html
    answer = client.post(reverse("account_login"), {"login": nia.email, "password": "correct horse battery"})
    assert answer.url == reverse("home")
    assert mail.outbox == []


def test_an_address_that_nobody_has_looks_the_same_on_the_page(door: Door, nia: User) -> None:
    answer = door(None).post(reverse("account_login"), {"login": "stranger@example.org"})
    assert answer.url == reverse("account_confirm_login_code")
    assert mail.outbox[-1].subject == "No account has this address"
    assert reverse("account_signup") in mail.outbox[-1].body


def test_an_empty_address_is_asked_for_by_name(door: Door, db: None) -> None:
    html = door(None).post(reverse("account_login"), {"login": ""}).content.decode()
    assert html.count("Enter your e-mail address") == 2
    assert "<title>Error: Sign in – Self Management Fund</title>" in html


def test_a_new_person_makes_an_account_with_a_name_and_an_address(door: Door, db: None) -> None:
    client = door(None)
    html = client.post(reverse("account_signup"), {"name": "", "email": "nora"}).content.decode()
    assert "Enter your name" in html
    assert "Enter an e-mail address, like name@example.org" in html
    client.post(reverse("account_signup"), {"name": "Nora <New>", "email": "nora@example.org"})
    assert mail.outbox[-1].subject == "Your new account: is this your e-mail address?"
    assert mail.outbox[-1].body.startswith("Hello Nora <New>\n")
    client.post(reverse("account_email_verification_sent"), {"code": sent_code()})
    assert User.objects.get(email="nora@example.org").name == "Nora <New>"
    assert "Nora &lt;New&gt;" in client.get(reverse("accessibility")).content.decode()


def test_who_has_an_account_already_is_told_by_letter_only(door: Door, nia: User) -> None:
    answer = door(None).post(reverse("account_signup"), {"name": "Nia", "email": nia.email})
    assert answer.status_code == 302
    assert mail.outbox[-1].subject == "You have an account already"


@pytest.mark.parametrize("name", ["account_email", "account_change_password", "mfa_index", "mfa_list_webauthn"])
def test_the_pages_of_an_account_stand_together(name: str, door: Door, nia: User) -> None:
    html = door(nia).get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    assert '<nav class="local-nav" aria-label="Your account">' in html
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_inactive",
    ],
)
def test_the_pages_before_signing_in_have_one_heading_and_nothing_inline(name: str, door: Door, db: None) -> None:
    html = door(None).get(reverse(name)).content.decode()
    assert html.count("<h1") == 1
    assert "– Self Management Fund</title>" in html
    assert not re.search(r"\sstyle=|<style|\son\w+=", html)


def test_signing_out_takes_a_button(door: Door, nia: User) -> None:
    client = door(nia)
    assert client.get(reverse("account_logout")).status_code == 200
    assert "Nia Nobody" in client.get(reverse("accessibility")).content.decode()
    client.post(reverse("account_logout"))
    assert "Nia Nobody" not in client.get(reverse("accessibility")).content.decode()
