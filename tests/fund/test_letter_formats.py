"""Every kind of letter in every format: standard, large print, plain text; and no name can break one."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from fund import post
from fund.kit.states import Refused
from fund.models import Organisation, User
from tests import factories

pytestmark = pytest.mark.django_db

LETTERS = Path(__file__).parents[2] / "templates" / "letters"
KINDS = sorted(path.stem for path in LETTERS.glob("*.subject"))
SIZE = re.compile(r"font-size:\s*([\d.]+)(px|pt)")


class Day(int):
    """The day of a month, which also stands for a whole date: some rows have a column that is called so."""

    @property
    def day(self) -> int:
        return int(self)

    def __format__(self, spec: str) -> str:
        return format(datetime(2027, 1, int(self)), spec) if "%" in spec else super().__format__(spec)


class Anything(datetime):
    """Stands for whatever a letter asks of a row: a day, a sum, a number, a text, a row of its own."""

    def __getattr__(self, name: str) -> "Anything":
        if name.startswith("_"):
            raise AttributeError(name)
        return ANYTHING

    @property
    def day(self) -> Day:  # type: ignore[override]
        return Day(super().day)

    def __str__(self) -> str:
        return "7"

    def __iter__(self) -> Iterator["Anything"]:
        return iter([self])


ANYTHING = Anything(2027, 1, 25, 9, 0, tzinfo=UTC)


OWN = {"kind", "to", "about", "site", "fund_name", "has_account", "print", "letter"}


def words_for(kind: str) -> dict[str, Any]:
    """A word for every name that the letter may ask for, so that it is written whole."""
    source = "".join((LETTERS / f"{kind}{ending}").read_text() for ending in (".subject", ".txt", ".html"))
    return dict.fromkeys(set(re.findall(r"[a-z_]+", source)) - OWN, ANYTHING)


def write(kind: str, to: User | post.Outsider) -> tuple[str, str, str]:
    return post.render(kind, to=to, about=ANYTHING, **words_for(kind))  # type: ignore[arg-type]


def person(form: str, name: str = "Ann Applicant") -> User:
    return factories.make_person(name, email="reader@example.org", preferred_format=form)


def test_every_letter_has_three_templates_and_there_are_letters() -> None:
    assert len(KINDS) >= 11
    endings = {(path.stem, path.suffix) for path in LETTERS.iterdir() if path.stem != "base"}
    assert endings == {(kind, ending) for kind in KINDS for ending in (".subject", ".txt", ".html")}


@pytest.mark.parametrize("kind", KINDS)
def test_every_letter_stands_on_the_base_and_sets_no_size_of_its_own(kind: str) -> None:
    source = (LETTERS / f"{kind}.html").read_text()
    assert source.startswith('{% extends "letters/base.html" %}')
    assert "font-size" not in source
    assert "<small" not in source


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("form", "least"), [("standard", 14), ("large_print", 24)])
def test_no_size_is_under_what_the_format_promises(kind: str, form: str, least: int) -> None:
    _, _, html = write(kind, person(form))
    sizes = [float(size) * (4 / 3 if unit == "pt" else 1) for size, unit in SIZE.findall(html)]
    assert len(sizes) >= 3
    assert min(sizes) >= least


@pytest.mark.parametrize("kind", KINDS)
def test_plain_text_is_only_text_wrapped_and_says_how_to_change_it(kind: str) -> None:
    subject, text, html = write(kind, person("plain_text"))
    assert html == ""
    assert subject and "\n" not in subject
    assert not re.search(r"</?[a-z]+[^>]*>|&[a-z]+;|&#", text)
    assert [line for line in text.splitlines() if len(line) > 76 and " " in line] == []
    assert "/my/details/" in text


@pytest.mark.parametrize("form", ["standard", "large_print"])
def test_the_footer_leads_to_the_page_where_the_format_is_changed(form: str) -> None:
    _, text, html = write(KINDS[0], person(form))
    assert "/my/details/" in text
    assert "/my/details/" in html


def test_somebody_without_an_account_is_asked_to_reply() -> None:
    _, text, html = write(KINDS[0], post.Outsider("Mo", "mo@example.org", "large_print"))
    assert "/my/details/" not in text + html
    assert "reply to this one" in text
    assert post.format_of(post.Outsider("Mo", "mo@example.org", "large_print")) == "large_print"


def test_the_format_of_somebody_is_told_to_those_who_make_papers(ann: User) -> None:
    assert post.format_of(ann) == "standard"
    assert post.format_of(None) == "standard"
    ann.preferred_format = "large_print"
    assert post.format_of(ann) == "large_print"


ODD = [
    "Comann Làn Àirigh 🧑🏽‍🦽",
    "Żółć & Świt",
    "مجموعة الرئة",
    "<script>alert(1)</script>",
    "{{ 7*7 }} ${x} %s &amp;",
]


@pytest.mark.parametrize("name", ODD)
def test_names_come_through_the_post_as_typed(name: str) -> None:
    reader = person("standard", "Ann")
    reader.name = name
    group = Organisation.objects.create(name=name)
    bid = factories.make_application(organisation=group, state="submitted", title=name)
    letter = post.write(
        "report_accepted",
        to=reader,
        key="k",
        about=factories.make_report(factories.make_grant(bid, title=name), state="accepted"),
    )
    post.send(letter.pk)
    (sent,) = mail.outbox
    message = sent.message()
    assert name in sent.subject
    assert str(message["Subject"]) != ""
    assert name in sent.body.replace("\n", " ")
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert shown in letter.html
    assert "<script>" not in letter.html


def test_a_line_break_in_a_name_cannot_add_a_header(group: Organisation) -> None:
    name = "Walk\r\nBcc: everybody@example.org\n\nHello\u202e"
    bid = factories.make_application(organisation=group, state="submitted", title=name)
    report = factories.make_report(factories.make_grant(bid, title=name), state="accepted")
    letter = post.write("report_accepted", to=person("standard"), key="k", about=report)
    assert (
        letter.subject == f"Thank you: your {report.name.lower()} for Walk Bcc: everybody@example.org Hello is accepted"
    )
    post.send(letter.pk)
    (sent,) = mail.outbox
    assert sent.message()["Bcc"] is None
    assert sent.recipients() == ["reader@example.org"]


def test_a_long_address_stays_whole() -> None:
    address = "https://example.org/" + "a" * 90
    _, text, _ = post.render("report_accepted", to=person("plain_text"), about=ANYTHING, site=address)  # type: ignore[arg-type]
    assert any(line.startswith(address) for line in text.splitlines())


def test_an_address_with_a_line_break_gets_no_letter(ann: User) -> None:
    outsider = post.Outsider("Mo", "mo@example.org\nBcc: everybody@example.org")
    with pytest.raises(Refused, match="is not one e-mail address"):
        post.write("report_accepted", to=outsider, key="k")
