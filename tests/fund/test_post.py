from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from fund import post
from fund.models import Letter, User

pytestmark = pytest.mark.django_db


def make_letter(to: User, key: str = "k", **facts: Any) -> Letter:
    return Letter.objects.create(
        key=key, kind="test", to=to, address=to.email, subject="Hello", text="Dear Ann", **facts
    )


def test_a_letter_is_posted_once_however_often_it_is_told(ann: User) -> None:
    letter = make_letter(ann)

    post.send(letter.pk)
    post.send(letter.pk)

    assert [message.subject for message in mail.outbox] == ["Hello"]
    assert Letter.objects.get(pk=letter.pk).state == "sent"


def test_a_letter_that_another_worker_is_posting_is_left_alone(ann: User) -> None:
    letter = make_letter(ann, state="sending", sending_at=timezone.now())

    post.send(letter.pk)

    assert mail.outbox == []


def test_a_letter_waits_for_its_time(ann: User) -> None:
    letter = make_letter(ann, not_before=timezone.now() + timedelta(hours=1))

    post.send(letter.pk)

    assert mail.outbox == []


def test_a_post_office_that_is_shut_is_tried_again_and_then_given_up(ann: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = make_letter(ann)

    states = []
    for _ in range(5):
        Letter.objects.filter(pk=letter.pk).update(not_before=timezone.now())
        post.send(letter.pk)
        states.append(Letter.objects.get(pk=letter.pk).state)

    assert states == ["waiting", "waiting", "waiting", "waiting", "parked"]


def test_a_letter_left_in_the_middle_is_unsure_until_an_officer_decides(ann: User) -> None:
    left = make_letter(ann, "left", state="sending", sending_at=timezone.now() - timedelta(minutes=11))
    make_letter(ann, "just now", state="sending", sending_at=timezone.now())

    assert list(post.unsure()) == [left]

    post.send_again(left)
    post.sweep()

    assert len(mail.outbox) == 1


def test_a_secret_letter_loses_its_words_when_it_is_posted(ann: User) -> None:
    letter = post.keep_secret("code", to=ann, key="secret", subject="Your code", text="123 456")

    post.send(letter.pk)

    assert mail.outbox[0].body == "123 456"
    assert (Letter.objects.get(pk=letter.pk).text, Letter.objects.get(pk=letter.pk).html) == ("", "")


def test_every_letter_has_its_three_templates() -> None:
    import re

    root = Path(__file__).parents[2]
    kinds = set()
    for app in ("applications", "reporting"):
        kinds |= set(re.findall(r'post\.write\(\s*"(\w+)"', (root / app / "letters.py").read_text()))
    missing = [
        f"{kind}.{ending}"
        for kind in sorted(kinds)
        for ending in ("subject", "txt", "html")
        if not (root / "templates" / "letters" / f"{kind}.{ending}").is_file()
    ]
    assert len(kinds) >= 10
    assert missing == []


def test_officers_find_letters_by_what_they_type_whatever_it_is(ann: User, olive: User, door: Any) -> None:
    post.keep_secret("x", to=ann, key="secret", subject="A code", text="1")
    for number, subject in enumerate(["We give 100% café", "We give 100 cafes"]):
        Letter.objects.create(key=str(number), kind="x", to=ann, address=ann.email, subject=subject, text="x")
    found = {"100%": 1, "100": 2, "cafe\u0301": 1, "_": 0, "\\": 0, "((((a+)+)+": 0, "a" * 10_000: 0, "\x00": 2}
    for words, number in found.items():
        page = door(olive).get(reverse("letters"), {"q": words})
        assert (page.status_code, page.content.decode().count("We give 100")) == (200, number), words[:20]
