"""Nothing that is made for readers tells who somebody is: looked for in every corner of every file."""

import io
import itertools
import zipfile
from collections.abc import Callable, Iterator

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from applications import assessing
from applications.models import (
    Application,
    ApplicationAnswers,
    Assessment,
    Document,
    Pack,
    Redaction,
    SupportingStatement,
    Telling,
)
from applications.packs import bid as bids
from applications.packs import on_paper, packing
from applications.packs.drawing import as_pdf, as_word
from fund.models import Organisation, Question, Round, Section, StoredFile, User
from tests import factories
from tests.applications.test_bid_papers import KINDS, body
from tests.fund.test_pdf import texts
from tests.world import store

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
Work = Callable[[], None]

# One of each, put into the bid where readers must not find it.
SECRETS = (
    "Jean McHidden",
    "Jean.McHidden@example.org",
    "0131 496 7788",
    "07700 900123",
    "Only officers read this",
    "Leith Lungs",
    "Ann Applicant",
    "ann@example.org",
    "Mo MacLeod",
    "mo@example.org",
    "Community nurse",
    "McHidden constitution",
    "McHidden letter",
    "9 Secret Street",
    "Sam Assessor",
    "sam@example.org",
)


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User, olive: User) -> Application:
    """A bid with names, addresses and numbers in every place that readers do not see."""
    Round.objects.filter(pk=round_.pk).update(names_hidden=True, names_hidden_from_panel=True)
    round_.document_rules.update(panel_sees_it=True)
    questionnaire = round_.questionnaires.get(purpose="application")
    plan = questionnaire.sections.get(code="plan")
    boxes = [{"code": "name", "kind": "line", "label": "Name"}, {"code": "role", "kind": "text", "label": "Role"}]
    helpers = factories.make_question(plan, "helpers", "group", "Who helps?", settings={"fields": boxes})
    leader = factories.make_question(plan, "leader", "line", "Who leads it?", privacy="personal")
    hidden = Section.objects.create(questionnaire=questionnaire, code="hidden", title="For officers", position=5)
    factories.make_question(hidden, "secret", "text", "What else?")
    factories.ask_outsiders(round_, panel_sees_it=True)
    bid = factories.make_application(
        round_,
        group,
        state="in_assessment",
        by=ann,
        title="Jean McHidden walks",
        summary="Write to Jean.McHidden@example.org or 07700 900123.",
        title_for_readers="Somebody walks",
        summary_for_readers="Write to somebody.",
    )
    answers = {
        "plan": {
            "what": "Jean McHidden of 9 Secret Street leads the walks.",
            leader.code: "Jean McHidden",
            helpers.code: [{"name": "Garden", "role": "Ask Jean McHidden on 0131 496 7788"}],
        },
        "budget": {"budget": [{"heading": "other", "what": "Jean.McHidden@example.org", "amount": "90.00"}]},
        "hidden": {"secret": "Only officers read this: 0131 496 7788."},
        "contact": {"contact_name": "Jean McHidden", "contact_phone": "0131 496 7788"},
    }
    for sheet in ApplicationAnswers.objects.filter(application=bid).select_related("section"):
        sheet.values = {**sheet.values, **answers.get(sheet.section.code, {})}
        sheet.save()
    what = Question.objects.get(section=plan, code="what")
    Redaction.objects.create(application=bid, question=what, words="Somebody leads the walks.", made_by=olive)
    cost = Question.objects.get(section__questionnaire=questionnaire, code="budget")
    for question, column in ((helpers, "role"), (cost, "what")):
        copy = {"row": "0", "column": column, "words": f"Somebody in the {column}."}
        Redaction.objects.create(application=bid, question=question, made_by=olive, **copy)
    rule = round_.document_rules.get(asks_outsiders=False)
    Document.objects.create(application=bid, rule=rule, file=store("McHidden constitution.pdf"))
    statement = factories.make_statement(
        bid,
        by=ann,
        state="sent",
        words="Good work, says Jean McHidden, 07700 900123.",
        file=store("McHidden letter.pdf"),
    )
    Redaction.objects.create(application=bid, statement=statement, words="Good work, says a nurse.", made_by=olive)
    factories.make_telling(bid, "what", told_by=ann, state="confirmed", typed={"what": "Jean McHidden leads."})
    return bid


@pytest.fixture
def made(bid: Application, sam: User, pat: User, olive: User, door: Door, work: Work) -> dict[str, bytes]:
    """Every file that readers can get, by the name that their browser gives it."""
    reading = factories.make_assessment(bid, sam)
    criteria = bid.round.criteria.all()
    said = {criterion.pk: assessing.Said(strong="Clear words.") for criterion in criteria}
    assessing.save(reading, by=sam, scores=said, overall="A good plan.")
    sue = factories.make_person("Jean McHidden", "assessor", email="Jean.McHidden@example.org")
    factories.make_assessment(bid, sue, state="handed_in", scores=(3, 4, 5))
    assessing.declare_for_panel(bid, by=pat, kind="none")
    for large in (False, True):
        packing.ask_for(sam, "assessor", large=large)
        packing.ask_for(pat, "panel", round_=bid.round, large=large)
    work()
    assessor, member = door(sam), door(pat)
    wanted = [(assessor, "bid-paper", [reading.pk, kind]) for kind in KINDS]
    wanted += [(member, "panel-paper", [bid.pk, kind]) for kind in KINDS]
    wanted += [(assessor, "score-sheet", [reading.pk, kind]) for kind in ("plain", "large")]
    wanted += [(assessor, "score-workbook", [])]
    for pack in Pack.objects.all():
        by, name = (assessor, "offline-pack") if pack.audience == "assessor" else (member, "panel-pack-file")
        wanted.append((by, name, [pack.pk]))
    files = {}
    for browser, name, args in wanted:
        response = browser.get(reverse(f"applications:{name}", args=args))
        assert response.status_code == 200, name
        files[f"{name} {args} {response['Content-Disposition']}"] = body(response)
    on_post = [factories.make_person(f"Rae {role}", role) for role in ("assessor", "panel")]
    factories.make_assessment(bid, on_post[0], state="assigned")
    for person, large in itertools.product(on_post, (False, True)):
        files[f"ties {person} {large}"] = on_paper.ties_sheet(person, by=olive, large=large)
    return files


def strings_in(thing: pikepdf.Object, seen: set[tuple[int, int]], depth: int = 0) -> Iterator[str]:
    """Every text in a PDF’s objects: bookmarks, link texts, alternatives, names of attachments, form fields."""
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, pikepdf.Array):
        for part in thing:
            yield from strings_in(part, seen, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        if thing.is_indirect:
            if thing.objgen in seen:
                return
            seen.add(thing.objgen)
        for key, part in thing.items():
            yield str(key)
            yield from strings_in(part, seen, depth + 1)


def corners_of_pdf(content: bytes) -> Iterator[str]:
    yield texts(content)
    with pikepdf.open(io.BytesIO(content)) as opened:
        yield " ".join(str(value) for value in opened.docinfo.values())
        yield opened.Root.Metadata.read_bytes().decode()
        yield " ".join([*opened.attachments])
        seen: set[tuple[int, int]] = set()
        for thing in opened.objects:
            yield from strings_in(thing, seen)
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_bytes().decode("latin-1")
        with opened.open_outline() as outline:
            yield " ".join(item.title for item in outline.root)


def corners_of_zip(content: bytes) -> Iterator[str]:
    """Every part of a Word or Excel file: text shown and hidden, comments, properties, defined names."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for part in packed.infolist():
            yield part.filename
            yield packed.read(part).decode("latin-1")


def corners_of(content: bytes) -> str:
    found = corners_of_pdf(content) if content.startswith(b"%PDF") else corners_of_zip(content)
    return "\n".join(found).casefold()


def test_no_corner_of_any_file_tells_who_somebody_is(made: dict[str, bytes]) -> None:
    assert len(made) == 19
    leaks = []
    for name, content in made.items():
        corners = f"{name}\n{corners_of(content)}".casefold()
        leaks += [f"{secret} in {name}" for secret in SECRETS if secret.casefold() in corners]
    assert leaks == []


def test_the_files_do_say_what_readers_may_know(made: dict[str, bytes], bid: Application) -> None:
    """So that the search above did not look into empty files."""
    for name, content in made.items():
        corners = f"{name}\n{corners_of(content)}"
        assert bid.reference.casefold() in corners and "somebody walks" in corners.casefold(), name
        if not name.startswith(("score-", "ties ")):
            words = texts(content) if content.startswith(b"%PDF") else corners
            for copy in ("leads the walks.", "in the role.", "in the what."):
                assert f"somebody {copy}" in words.casefold(), name
            assert "good work, says a nurse." in words.casefold(), name


def test_each_secret_would_be_found(made: dict[str, bytes], bid: Application) -> None:
    """The same search finds each of them where readers are shown it, as a control."""
    Redaction.objects.all().delete()
    words = " / ".join(SECRETS[:6])
    Application.objects.filter(pk=bid.pk).update(title_for_readers=words[:200], summary_for_readers=words)
    row = assessing.for_readers(Application.objects.with_scores()).get(pk=bid.pk)
    shown = bids.for_audience(row, "assessor")
    for content in (as_pdf(shown, large=False), as_word(shown, large=False)):
        corners = corners_of(content)
        assert [secret for secret in SECRETS[:6] if secret.casefold() not in corners] == []


def test_a_spreadsheet_has_no_names_comments_hidden_sheets_or_links(made: dict[str, bytes]) -> None:
    (content,) = [content for name, content in made.items() if name.startswith("score-workbook")]
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = [part.filename for part in packed.infolist()]
        assert not [name for name in names if "comments" in name or "external" in name or "custom" in name]
        words = packed.read("xl/workbook.xml").decode()
        assert "definedName" not in words.replace("<definedNames/>", "").replace("<definedNames />", "")
        assert 'state="hidden"' not in words and "veryHidden" not in words
        core = packed.read("docProps/core.xml").decode()
        assert "openpyxl" not in core


def test_a_word_file_names_no_author_and_hides_no_text(made: dict[str, bytes]) -> None:
    for name, content in made.items():
        if "docx" not in name:
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert "<w:vanish" not in packed.read("word/document.xml").decode()
            core = packed.read("docProps/core.xml").decode()
            assert "<dc:creator></dc:creator>" in core or "<dc:creator/>" in core


def test_the_store_keeps_them_under_names_that_tell_nothing(made: dict[str, bytes], bid: Application) -> None:
    kept = set(StoredFile.objects.filter(sent_by=None).values_list("name", flat=True))
    ours = {name for name in kept if bid.reference in name or "bids" in name}
    assert len(ours) >= 3
    assert not [name for name in ours for secret in SECRETS if secret.casefold() in name.casefold()]


def test_nobody_who_types_codes_learns_of_a_bid_without_being_an_officer(
    bid: Application, sam: User, pat: User, door: Door
) -> None:
    reading = factories.make_assessment(bid, sam)
    code = Assessment.objects.get(pk=reading.pk).return_codes.create(kind="paper", issue=1, code="3333333N").code
    assert door(pat).get(reverse("applications:type-sheet", args=[code])).status_code == 403
    assert SupportingStatement.objects.exists() and Telling.objects.exists()
