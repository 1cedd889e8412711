"""Old texts at the learning desk, through their doors: brought in, looked through, drafted from, taken back."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fund.kit import scanning, sentences
from fund.kit.states import Refused
from fund.models import Job, User
from reporting import collecting, learning, outputs, publishing
from reporting.collecting import Said
from reporting.models import Collection, LearningSummary, OldSentence, OldText
from reporting.outputs import easy
from reporting.outputs.sheet import fetched, sheet
from tests import factories
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]

BRING = "/fund/learning/old-texts/bring/"


@pytest.fixture
def text(lena: User) -> OldText:
    learned.make_themes()
    return factories.make_old_text(by=lena)


def page(text: OldText, name: str = "old-text") -> str:
    return reverse(f"reporting:{name}", args=[text.pk])


def send(client: Client, content: bytes, file: str = "old walks.txt", **more: Any) -> Any:
    return client.post(BRING, {"file": SimpleUploadedFile(file, content), **more})


def boxes(text: OldText, **changed: str) -> dict[str, str]:
    """What the first page of a text would send, as it stands, with some boxes in another way."""
    sent = {}
    for one in text.sentences.all()[:20]:
        is_seen, is_quote = one.confirmed_at is not None, one.guess == "quote"
        sent[f"about-{one.pk}"] = (one.slot if is_seen else "" if is_quote else one.guess) or "nothing"
        sent[f"voice-{one.pk}"] = one.voice
        sent[f"said-{one.pk}"] = one.said_by
        if one.is_quote or (is_quote and not is_seen):
            sent[f"quote-{one.pk}"] = "on"
    return {name: value for name, value in {**sent, **changed}.items() if value != "off"}


def quote(text: OldText) -> OldSentence:
    return text.sentences.get(guess="quote")


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


# Bringing in


def test_a_text_is_brought_into_a_new_collection(lena: User, door: Door) -> None:
    sent = send(door(lena), factories.OLD.encode(), name="Old walks", project="Walks")

    text = OldText.objects.get()
    assert sent.url == page(text)
    assert (text.collection.name, text.collection.brought_by) == ("Old walks", lena)
    assert (str(text.project), text.title, text.text) == ("Walks", "old walks", factories.OLD)
    assert not text.sentences.exclude(confirmed_at=None).exists()


def test_a_second_text_goes_into_a_collection_that_is_there(text: OldText, lena: User, door: Door) -> None:
    send(door(lena), b"We met in the hall each week and it went well.", into=text.collection_id, organisation="A group")

    assert Collection.objects.get().texts.count() == 2
    assert OldText.objects.latest("pk").project.organisation == "A group"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("content", "name", "more", "fault"),
    [
        (b"", "a.txt", {"name": "X"}, "This file is empty"),
        (b"MZ\x90", "a.exe", {"name": "X"}, "The name of this file ends in"),
        (b"%PDF-1.4 broken", "a.pdf", {"name": "X"}, "This PDF is broken"),
        (b"Words that tell of walks.", "a.txt", {}, "write the name of a new one"),
        (b"Words that tell of walks.", "a.txt", {"into": "999"}, "Choose a collection from the list"),
        (b"Words that tell of walks.", "a.txt", {"name": "X" * 121}, "Make this shorter"),
    ],
)
def test_what_cannot_be_brought_in_says_why_at_its_box(
    lena: User, door: Door, content: bytes, name: str, more: dict[str, str], fault: str
) -> None:
    response = send(door(lena), content, name, title="Kept title", **more)

    assert response.status_code == 422
    assert fault in words(response)
    assert "Kept title" in words(response)
    assert not OldText.objects.exists()


def test_a_file_with_harm_in_it_is_not_read(lena: User, door: Door, settings: Any, monkeypatch: Any) -> None:
    settings.SCANNER = "tcp:nowhere:1"
    monkeypatch.setattr(scanning, "harm_in", lambda content: "Eicar" if b"harm" in content.read() else "")

    assert "The scan found something harmful" in words(send(door(lena), b"There is harm in here.", name="X"))
    assert not OldText.objects.exists()


def test_a_file_waits_while_the_scanner_is_away(lena: User, door: Door, settings: Any) -> None:
    settings.SCANNER = "unix:/nowhere/at/all"

    assert "cannot be scanned just now" in words(send(door(lena), b"Walks went well here.", name="X"))
    assert not OldText.objects.exists()


# Looking through


def test_a_guess_is_shown_as_one_until_somebody_has_saved_it(text: OldText, lena: User, door: Door) -> None:
    html = words(door(lena).get(page(text)))

    assert html.count(">Guessed<") == text.sentences.filter(confirmed_at=None).count() == 4
    assert html.count("Looked at by Lena Learning") == 1
    assert '<option value="did_not_work" selected>' in html


def test_one_save_keeps_a_whole_part_and_who_looked(text: OldText, lena: User, olive: User, door: Door) -> None:
    one = quote(text)
    sent = boxes(text, **{f"said-{one.pk}": " Jess Example ", f"voice-{one.pk}": "people"})
    response = door(olive).post(page(text), sent, follow=True)

    assert "Saved. 4 changed." in words(response)
    one.refresh_from_db()
    assert (one.is_quote, one.said_by, one.voice, one.confirmed_by) == (True, "Jess Example", "people", olive)
    assert text.sentences.last().confirmed_by == lena  # type: ignore[union-attr]  # it stood already
    assert [row.history_user for row in one.history.all()] == [olive, lena]
    assert "Nothing had changed." in words(door(olive).post(page(text), boxes(text), follow=True))


def test_a_quotation_without_a_speaker_is_asked_for_at_its_row_and_nothing_is_lost(
    text: OldText, lena: User, door: Door
) -> None:
    first, one = text.sentences.all()[0], quote(text)
    response = door(lena).post(page(text), boxes(text, **{f"about-{first.pk}": "cost"}))

    assert response.status_code == 422
    assert f"Say who said sentence {one.number + 1}" in words(response)
    assert f'href="#id_said-{one.pk}"' in words(response)
    assert '<option value="cost" selected>' in words(response)
    assert text.sentences.exclude(confirmed_at=None).count() == 1


def test_a_form_that_did_not_come_whole_says_nothing_of_a_sentence(text: OldText, lena: User, door: Door) -> None:
    response = door(lena).post(page(text), {})

    assert (response.status_code, text.sentences.exclude(confirmed_at=None).count()) == (422, 1)
    assert "Choose what sentence 1 is about" in words(response)


def test_what_is_no_quotation_has_no_speaker(text: OldText, lena: User, door: Door) -> None:
    one = quote(text)
    changed = {f"quote-{one.pk}": "off", f"said-{one.pk}": "Somebody", f"about-{one.pk}": "worked"}
    door(lena).post(page(text), boxes(text, **changed))

    one.refresh_from_db()
    assert (one.is_quote, one.said_by, one.slot) == (False, "", "worked")


def test_the_other_guesses_are_taken_as_right_but_for_quotations(text: OldText, lena: User, door: Door) -> None:
    response = door(lena).post(page(text, "take-guesses"), follow=True)

    assert "3 guesses are taken as right. 1 with somebody’s own words still need" in words(response)
    assert quote(text).confirmed_at is None


def test_a_long_text_comes_in_parts_of_twenty_and_goes_on(lena: User, door: Door) -> None:
    long = factories.make_old_text(" ".join(f"We walked on day {day} of the year." for day in range(1, 101)), by=lena)
    client = door(lena)

    assert "part 1 of 5" in words(client.get(page(long)))
    assert client.post(page(long), boxes(long)).url == f"{page(long)}?page=2"
    assert long.sentences.exclude(confirmed_at=None).count() == 21


def test_each_page_costs_the_same_for_few_sentences_and_for_many(lena: User, door: Door) -> None:
    client = door(lena)
    costs = []
    for number in (3, 60):
        row = factories.make_old_text(
            " ".join(f"We walked on day {day} of {number}." for day in range(number)), by=lena
        )
        counted = []
        for address in (page(row), reverse("reporting:old-texts"), page_of(row.collection)):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counted.append(len(queries))
        costs.append(counted)
    assert costs[0] == costs[1] == [10, 6, 7]


def page_of(collection: Collection) -> str:
    return reverse("reporting:old-collection", args=[collection.pk])


# What a summary cites


def a_summary(text: OldText, by: User) -> LearningSummary:
    one = quote(text)
    collecting.look_through(text, {one.pk: Said(is_quote=True, said_by="Jess Example", voice="people")}, by=by)
    collecting.confirm_guesses(text, by=by)
    return learning.store(learning.compose(learning.gather(text.collection)), by=by)


def test_what_was_said_can_be_changed_until_a_summary_past_editing_tells_it(
    text: OldText, lena: User, door: Door
) -> None:
    summary = a_summary(text, lena)
    one = quote(text)
    collecting.confirm(one, slot="", is_quote=True, said_by="Jess", by=lena)
    learned.edit(summary, by=lena)
    collecting.confirm(one, slot="", is_quote=True, said_by="A walker", by=lena)
    LearningSummary.objects.filter(pk=summary.pk).update(state="review")

    with pytest.raises(Refused, match=f"tells sentence {one.number + 1}"):
        collecting.confirm(one, slot="worked", by=lena)
    html = words(door(lena).get(page(text)))
    assert "A summary that is past its editing tells this, so it stays." in html
    assert f'name="said-{one.pk}"' not in html
    assert "Said by A walker." in html


def test_a_draft_of_the_collection_is_asked_for(text: OldText, lena: User, door: Door) -> None:
    client = door(lena)
    response = client.post(reverse("reporting:draft-collection", args=[text.collection_id]), follow=True)

    assert "A draft is on its way" in words(response)
    assert Job.objects.get(kind="learning.draft").title == "Draft what was learned: Old walks"


def test_a_text_that_is_taken_back_is_neither_read_nor_shown(text: OldText, lena: User, door: Door) -> None:
    summary = a_summary(text, lena)
    client = door(lena)
    assert "I was afraid of the hill" in words(client.get(reverse("reporting:edit-summary", args=[summary.pk])))
    client.post(page(text, "take-text-back"))

    text.refresh_from_db()
    assert (text.source_state, text.ruled_by) == ("withdrawn", lena)
    assert f"Taken back by {lena}" in words(client.get(page(text, "old-text")))
    with pytest.raises(Refused):
        learning.gather(text.collection)
    with pytest.raises(Refused, match="taken back"):
        collecting.confirm(quote(text), slot="", by=lena)
    address = reverse("reporting:edit-summary", args=[summary.pk])
    assert "I was afraid of the hill" not in words(client.get(address))

    client.post(page(text, "use-text-again"))
    text.refresh_from_db()
    assert text.source_state == "accepted"
    assert quote(text).said_by == "Jess Example"


@pytest.mark.slow
def test_a_summary_of_texts_says_nothing_of_reports_of_projects_or_of_who_paid(
    text: OldText, lena: User, morag: User, door: Door
) -> None:
    summary = a_summary(text, lena)
    assert "from older texts" in summary.limits
    learned.edit(summary, by=lena)
    for line in summary.statements.filter(is_dropped=False):
        if sentences.dangles(line.as_written):
            learning.drop(line, by=lena)
    learned.make_ready(summary, by=lena)  # nobody is there to be asked
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    outputs.save(summary, "\n".join(easy.proposed(sheet(fetched(summary), "web"))), by=lena)
    taking.make_papers()

    told = taking.take_all(summary, door)

    assert {*taking.PAPERS, "", "summary.txt"} <= told.keys()
    for untrue in ("paid for this work", "accepted report", "draws on were asked", "from the reports", "gave money"):
        assert taking.with_word(told, untrue) == set(), untrue
    assert "Those who wrote the texts were not asked." in told[""]
    assert {"summary.txt", "summary.pdf", "summary.docx"} <= taking.with_word(told, "of each who paid for the work")
