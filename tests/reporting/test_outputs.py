"""Every format says what the stored summary says, in its words, and nothing else."""

import csv
import html
import io
import json
import re
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import page
import pikepdf
import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from pptx import Presentation

from applications.models import Grant
from fund.kit.plain_text import count_words
from fund.kit.reading_age import grade
from fund.models import User
from reporting import learning, outputs, publishing
from reporting.learning import needing, scopes, wording
from reporting.models import LearningSummary, LivedReview, Paper, Report, SpreadEvent, SpreadYes, Statement
from reporting.outputs import card, easy, fitting, papers, plain, word, words
from reporting.outputs.sheet import fetched, sheet, silence, with_count
from reporting.reviewing import signing
from tests import factories
from tests.fund.test_pdf import problems, texts
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ATOM = "{http://www.w3.org/2005/Atom}"
Door = Callable[[User | None], Client]
FIXED = [value for name, value in vars(words).items() if name.isupper() and isinstance(value, str)]


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    told = learned.make_told()
    learned.ask(told, "others_need", "others_need", "Others need a room that is free. Peers need time to talk.")
    learned.make_share(told, 204, 306, asked=400)
    learned.make_share(told, 80, 306, code="out-more", asked=308)
    learned.make_share(told, 3, 306, code="shy")
    told.grant.amount = 19500
    told.grant.save()
    return told


@pytest.fixture
def summary(told: Report, lena: User, morag: User) -> LearningSummary:
    """A published summary with one story, which may stand everywhere."""
    learned.make_story(told.grant, "web", "print", "slides", "email", "social", "open_data")
    row = learned.make_published(told, lena, morag)
    outputs.save(row, "\n".join(easy.proposed(sheet(fetched(row), "web"))), by=lena)
    return row


def said_by(summary: LearningSummary) -> list[str]:
    """All that the stored summary says, and the facts of its project."""
    grant = summary.grant
    assert grant is not None
    assert grant.starts_on is not None and grant.ends_on is not None
    figures = [text for figure in summary.figures for text in (figure["name"], figure["question"], figure["words"])]
    lines = [line for one in summary.statements.all() for line in (one.words, str(one.theme or ""))]
    return [
        *(getattr(summary, part) for part in ("title", "one_line", "for_whom", "limits", "slug")),
        *summary.slug.replace("-", " ").split(),  # a long address is broken where a line ends
        *re.split(r"(?<=[.]) ", summary.limits),  # papers leave whole sentences of it out
        *figures,
        *(text.replace("-", "- ") for text in figures),  # and so is a long word
        *lines,
        *summary.easy_read.words.splitlines(),
        grant.title,
        str(grant.organisation),
        "£19,500",
        *(report.name for report in grant.reports.all()),
        "94 of 400 people did not answer.",
        *("Margaret", "a person who took part", "A person who took part"),
    ]


LABELS = [
    *("What was asked", "What people said", "Who did not answer", "Page", "of", "more on the web page", "projects"),
    *("What projects told of leaders and of time", "The fund gave", "from", "to", "Published", "version", "%"),
    *("Look again", "ran this project", "The web page tells you how to find it", "Left out", "http", "learning", "//"),
    *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "/", "-", "and", "self-made"),
    *("January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December", "what one project learned", "one heading, question or scrap of a sentence"),
]


@pytest.mark.gate
def test_no_format_says_what_the_summary_does_not(summary: LearningSummary, door: Door) -> None:
    taking.make_papers()
    told = taking.take_all(summary, door)
    asked = list(words.PERMIT_ASKS) + [name for name, _ in words.SIX]
    tale = [
        "I thought I was the only one. Now I walk with others who understand.",
        "The first weeks were very hard for me.",
    ]
    known = [*said_by(summary), scopes.LABELS["grant"], *FIXED, *LABELS, *wording.SURE.values(), *asked, *tale]
    known += sheet(fetched(summary), "print").known.split("; ")

    checked = {name: taking.left_over(told[name], known) for name in (*taking.PAPERS, "summary.txt")}

    assert set(told) == {*taking.PAPERS, *taking.DRAWN, *taking.FEEDS}
    assert checked == dict.fromkeys(checked, "")
    assert taking.left_over(f"{told['summary.pdf']} Singing cures all.", known) == "Singing cures all", "the control"


@pytest.mark.gate
def test_the_email_is_made_of_the_summary_too(summary: LearningSummary) -> None:
    tale = [
        "I thought I was the only one. Now I walk with others who understand.",
        "The first weeks were very hard for me.",
    ]
    told = " ".join(plain.email(sheet(fetched(summary), "email")).split())
    assert taking.left_over(told, [*said_by(summary), scopes.LABELS["grant"], *FIXED, *LABELS, *tale]) == ""


@pytest.mark.gate
@pytest.mark.parametrize("kind", ["pdf", "brief", "leaders", "easy"])
def test_each_paper_passes_every_rule_of_pdf_ua(summary: LearningSummary, kind: str) -> None:
    made = outputs.draw(summary, kind).content

    assert problems(made) == []
    assert page.is_pdf_compliant_bytes(made)
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert str(opened.Root.Lang) == "en-GB"
        assert summary.title in str(opened.docinfo.Title)
        assert opened.Root.MarkInfo.Marked


def much(told: Report) -> None:
    """A project that writes long sentences and many of them."""
    things = ("rooms", "buses", "songs", "soup", "staff", "partners", "leaflets")
    for slot in ("circumstances", "others_need", "next", "did_not_work", "for_whom"):
        said = [
            f"We learned in place {n} that {slot} needs {thing}, patience, luck and a good deal of talking with people"
            f" who know the place, who know each other, and who can wait until {thing} come."
            for n, thing in enumerate(things)
        ]
        learned.ask(told, slot, slot, " ".join(said))
    for number in range(8):
        learned.make_share(told, 100 + number, 300, code=f"a-rather-long-indicator-{number}")
    learned.make_story(told.grant, "print", good="A long story of many words. " * 10, hard="It was hard. " * 12)


@pytest.mark.gate
def test_the_papers_keep_to_their_pages_and_words(told: Report, lena: User, morag: User) -> None:
    much(told)
    summary = learned.make_published(told, lena, morag)
    taking.make_papers()

    lengths = {
        one.kind: (one.pages, count_words(texts(one.file.content.read()))) for one in summary.papers.all() if one.pages
    }

    assert {kind: pages for kind, (pages, _) in lengths.items()} == {"pdf": 2, "brief": 1, "leaders": 1}
    assert lengths["pdf"][1] <= 750 + 8 * 2, "with the foot of each page"
    assert lengths["brief"][1] <= 300 + 8
    assert lengths["leaders"][1] <= 400 + 8
    marks = len(sheet(fetched(summary), "print").shown.marks)
    for kind, most in (("pdf", 3), ("brief", 1), ("leaders", 1)):
        read = " ".join(texts(summary.papers.get(kind=kind).file.content.read()).split())
        figures = read.count(" of 300 people")
        assert 0 < figures <= most
        assert f"{marks - figures} more on the web page." in read, "what is not on paper is said to be elsewhere"


def test_the_second_page_repeats_nothing_of_the_first(told: Report, lena: User, morag: User) -> None:
    much(told)
    row = learned.make_published(told, lena, morag)
    read = " ".join(texts(papers.two_pages(sheet(fetched(row), "print"))).split())
    said = [one.words for one in row.statements.all() if one.kind in {"for", "against"} and one.words in read]
    assert said
    assert {read.count(words_) for words_ in said} == {1}
    assert "A computer chose these sentences" not in read, "how it was made stands at the foot alone"


def test_the_second_page_has_three_lines_a_side_however_long_they_are(
    told: Report, lena: User, morag: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    much(told)
    row = learned.make_published(told, lena, morag)
    chosen: list[Any] = []
    monkeypatch.setattr(papers, "fitted", lambda template, ladders, room: chosen.extend(ladders[0]) or b"")
    papers.two_pages(sheet(fetched(row), "print"))

    assert chosen[0]["tales"] or not sheet(fetched(row), "print").shown.tales, "the story goes last"
    assert min(len(chosen[0]["beyond_helped"]), len(chosen[0]["beyond_hindered"])) >= 3


def test_what_is_told_alone_on_its_side_stands_on_both_pages(summary: LearningSummary) -> None:
    first, *others = summary.statements.filter(kind="against")
    Statement.objects.filter(pk__in=[one.pk for one in others]).update(is_dropped=True)
    told = papers._Drawing(sheet(fetched(summary), "print")).context(papers.FRONTS[0][0], papers.BACKS[0])
    assert told["beyond_hindered"] == told["first_hindered"] == [first]


def test_whoever_decides_reads_a_risk_however_long_it_is(summary: LearningSummary) -> None:
    against = Statement.objects.filter(summary=summary, kind="against")
    against.update(edited=f"Buses {'were late and ' * 20}slow.")
    told = sheet(fetched(summary), "print")

    read = texts(papers.for_leaders(told))
    assert "Buses were late and" in " ".join(read.split())
    assert "Buses were late and" not in " ".join(texts(papers.brief(told)).split()), "too long for the busy one"


def test_the_paper_says_how_sure_we_are_and_who_looked_at_it(summary: LearningSummary) -> None:
    told = sheet(fetched(summary), "print")
    assert words.READ_BY.split("{name}")[1] not in told.foot, "only who agreed is named"
    LivedReview.objects.update(is_named=True)
    read = " ".join(texts(papers.two_pages(told)).split())

    assert f"How sure we are of the first finding: {told.sure}" in read
    assert told.sure in wording.SURE.values()
    assert "The projects that it draws on were asked whether it is right." in read
    assert f"{signing.named(summary)} has lived experience" in read


def test_the_cost_is_told_for_each_person_in_every_format(summary: LearningSummary, door: Door) -> None:
    summary.cost = {"median": 307, "lowest": 224, "highest": 1499, "projects": 4, "is_full": False}
    summary.save()
    each = "About £307 for each person who took part"
    whole = f"{each}, from £224 to £1,499 in 4 projects. This is the grant’s part."
    one = sheet(fetched(summary), "print")
    drawn = (papers.two_pages, papers.brief, papers.for_leaders)
    two, brief, leaders = (" ".join(texts(draw(one)).split()) for draw in drawn)
    word_file = " ".join(taking.of_word(word.draw(one)))
    page = door(None).get(f"/learning/{summary.slug}/").content.decode()

    assert all(whole in said for said in (two, leaders, word_file, page, " ".join(plain.text(one).split())))
    assert all(said.index(each) < said.index(summary.one_line) for said in (two, brief, leaders)), "in the band"


def test_how_much_is_known_of_five_things_is_told_and_so_is_silence(summary: LearningSummary, door: Door) -> None:
    line = (
        "what changed: some; what made it work: some; whom it suits: nothing yet; "
        "what gets in the way: some; what it costs: some"
    )
    summary.statements.filter(kind="whom").update(is_dropped=True)
    assert sheet(fetched(summary), "print").known == line
    for said in (plain.text(sheet(fetched(summary), "web")), texts(papers.two_pages(sheet(fetched(summary), "print")))):
        assert f"How much we know: {line}." in " ".join(said.split())
    assert "Whom it suits: nothing yet" in door(None).get(f"/learning/{summary.slug}/").content.decode()

    summary.statements.filter(kind="for").update(confidence="fairly")
    LearningSummary.objects.filter(pk=summary.pk).update(
        strength=2, cost={"median": 1, "lowest": 1, "highest": 1, "projects": 3, "is_full": False}
    )
    summary.statements.filter(kind="against").update(is_dropped=True)
    told = door(None).get(f"/learning/{summary.slug}/summary.json").json()["known"]
    assert told == {
        "effect": "good",
        "mechanism": "good",
        "moderators": "nothing yet",
        "implementation": "nothing yet",
        "economics": "good",
    }


def test_what_others_need_is_told_from_the_reports(told: Report, lena: User, morag: User, door: Door) -> None:
    answers = told.answers.get(section__code="learned")
    answers.values |= {
        "time": [
            {"row": "first", "planned": 3, "took": 5},
            {"row": "well", "took": 1},
            {"row": "beyond", "planned": 2},
            {"row": "other", "took": 9},
        ],
        "key-people": [{"row": "nurse", "were": "had"}, {"row": "gp", "were": "lacked"}, {"row": "peer", "were": ""}],
    }
    answers.save()
    row = learned.make_published(told, lena, morag)
    rows = {
        "Until people came": "5 months, 3 months planned",
        "Until it ran well": "1 month",
        "People who helped": "a nurse",
        "People who were missed": "a doctor or practice manager",
    }

    one = sheet(fetched(row), "print")
    assert dict(one.shown.needs) == rows
    html_ = door(None).get(f"/learning/{row.slug}/").content.decode()
    text, word_file = " ".join(plain.text(one).split()), taking.of_word(word.draw(one))
    for name, said in rows.items():
        assert f'<th scope="row">{name}</th><td>{said}</td>' in html_
        assert f"{name}: {said}." in text
        assert {name, said} <= set(word_file)
    assert "Until people came: 5 months, 3 months planned" in " ".join(texts(papers.two_pages(one)).split())
    assert door(None).get(f"/learning/{row.slug}/summary.json").json()["needs"]["time"][0]["took"] == 5


def test_of_many_projects_the_middle_is_told_with_how_many_tell_it(told: Report) -> None:
    grants = [told.grant, factories.make_grant(), factories.make_grant()]
    for months, grant in zip((4, 6, 11), grants, strict=True):
        report = told if grant == told.grant else learned.make_told(grant)
        answers = report.answers.get(section__code="learned")
        answers.values = {**answers.values, "time": [{"row": "first", "planned": 3, "took": months}]}
        answers.save()
    assert needing.in_words(needing.needs_of(grants), is_one=False) == [
        ("Until people came", "6 months, 3 months planned (in 3 projects)")
    ]


def test_what_cannot_be_made_short_is_refused_and_not_cut() -> None:
    with pytest.raises(ValueError, match="Even the least of it does not fit"):
        fitting.fitted("print/answer.html", [[{"words": "one two three"}]], fitting.Room(0, 1))


def test_limits_are_shortened_by_whole_sentences() -> None:
    said = "This comes from one project. Other places may see something else. There are no figures yet."
    assert fitting.beginning(said, 12) == "This comes from one project. Other places may see something else."
    assert fitting.beginning(said, 4) == ""


def test_a_sentence_of_somebody_is_left_out_whole(told: Report, lena: User) -> None:
    much(told)
    lines = list(learned.make_draft(told, lena).statements.all())
    short = [one for one in lines if count_words(one.words) <= 12]
    assert fitting.short(lines, 99, 12) == short
    assert 0 < len(short) < len(lines)


@pytest.mark.parametrize(
    ("answered", "asked", "said"),
    [
        (306, 400, "94 of 400 people did not answer."),
        (306, 306, "All of those asked gave an answer."),
        (306, 308, "Nearly all of those asked gave an answer."),
        (306, None, "We do not know how many did not answer."),
        (306, 300, "We do not know how many did not answer."),
        (None, 300, ""),
    ],
)
def test_who_did_not_answer_is_said(answered: int | None, asked: int | None, said: str) -> None:
    assert silence({"kind": "share", "denominator": answered, "asked": asked}, 5) == said


QUOTES = re.compile(
    r"<script.*?</script>|<blockquote.*?</blockquote>|<p class=\"finding__words\">.*?</p>|"
    r"<span class=\"visually-hidden\">: .*?</span>|<p class=\"quiet\">Drafted .*?</p>",
    re.DOTALL,
)


def plain_words(page: str) -> str:
    """A page without the words of others and the signs of its making; each block of its own is a sentence."""
    text = re.sub(r"</?(?:a|strong|em|span|br)\b[^>]*>", " ", QUOTES.sub(" ", page[page.index("<main") :]))
    lines = (" ".join(line.split()) for line in html.unescape(re.sub(r"<[^>]+>", "\n", text)).splitlines())
    return "\n".join(line if line[-1] in ".!?" else f"{line.rstrip(':;,')}." for line in lines if line)


@pytest.mark.gate
def test_the_whole_page_without_its_quotes_needs_nine_years_of_school(summary: LearningSummary, door: Door) -> None:
    page = door(None).get(f"/learning/{summary.slug}/").content.decode()
    assert "finding__words" in page and "<blockquote" in page
    hard = "Organisational sustainability considerations necessitate multidisciplinary collaboration. " * 40

    read = plain_words(page)
    assert count_words(read) > 300
    assert summary.statements.filter(kind="for")[0].words not in read
    assert grade(read) <= 9, read
    assert grade(f"{read}\n{hard}") > 9, "the control"


def test_our_own_words_are_plain() -> None:
    assert {one: grade(one) for one in FIXED if grade(one) > 8 and count_words(one) > 4} == {}


@pytest.mark.gate
def test_the_short_lines_are_short_and_plain(summary: LearningSummary) -> None:
    lines = easy.proposed(sheet(fetched(summary), "web"))
    assert 12 <= len(lines) <= 16
    assert max(map(count_words, lines)) <= 12
    assert grade("\n\n".join(lines)) <= 4


# Slides, Word, the picture ------------------------------------------------------------------------------------------


def test_there_are_six_slides_with_titles_sources_and_a_described_picture(summary: LearningSummary) -> None:
    deck = Presentation(io.BytesIO(outputs.draw(summary, "slides").content))

    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    bars = [shape for slide in deck.slides for shape in slide.shapes if shape.name == "Bar"]

    assert titles == [
        summary.title,
        "In figures",
        "What helped",
        "What got in the way",
        "A story",
        "What this cannot tell. Try it",
    ]
    assert [slide.shapes[0].is_placeholder for slide in deck.slides] == [True] * 6, "the title is read first"
    assert all(slide.has_notes_slide for slide in deck.slides)
    assert "– from “Report" in deck.slides[2].notes_slide.notes_text_frame.text
    assert [bar._element.nvGrpSpPr.cNvPr.get("descr") for bar in bars] == [
        "People who say less-alone: 204 of 306 people who answered (67%)",
        "People who say out-more: 80 of 306 people who answered (26%)",
    ]
    assert deck.core_properties.title == summary.title


def test_slides_without_a_story_say_for_whom_instead(told: Report, lena: User, morag: User) -> None:
    learned.make_story(told.grant, "web", "print", good="A SECRET of mine.")
    summary = learned.make_published(told, lena, morag)
    said = taking.of_slides(outputs.draw(summary, "slides").content)
    assert "For whom, and whom it did not suit" in said
    assert "SECRET" not in " ".join(said)


def test_the_picture_is_as_large_as_other_sites_want_it(summary: LearningSummary, door: Door) -> None:
    answer = door(None).get(f"/learning/{summary.slug}/card.png")
    assert answer["Content-Type"] == "image/png"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.size == (1200, 630)
    html = door(None).get(f"/learning/{summary.slug}/").content.decode()
    assert f'<meta property="og:image" content="http://127.0.0.1:8000/learning/{summary.slug}/card.png">' in html
    assert f'<meta property="og:image:alt" content="{card.alt(summary)}">' in html


@pytest.mark.parametrize("title", ["Short", "A very long title of a summary that goes on and on " * 2, "W" * 120])
def test_every_title_finds_room_on_the_picture(summary: LearningSummary, title: str) -> None:
    summary.title = title[:120]
    assert card.png(summary).startswith(b"\x89PNG")


# Text, data, feeds --------------------------------------------------------------------------------------------------


def test_plain_text_has_short_lines_and_no_drawn_ones(told: Report, lena: User, morag: User) -> None:
    much(told)
    text = plain.text(sheet(fetched(learned.make_published(told, lena, morag)), "web"))
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 75
    assert not any(line and set(line) <= set("=-*_#") for line in text.splitlines())


def test_the_data_have_the_shape_that_is_described(summary: LearningSummary, door: Door) -> None:
    told = door(None).get(f"/learning/{summary.slug}/summary.json").json()

    assert list(told) == [
        *("shape", "licence", "source", "url", "id", "version", "is_demo", "title", "one_line", "for_whom", "limits"),
        *(
            "project",
            "round",
            "published",
            "review_on",
            "method",
            "evidence",
            "strength",
            "known",
            "cost_per_person",
            "needs",
            "counts",
        ),
        *("statements", "figures", "stories"),
    ]
    assert told["licence"]["name"] == "CC BY 4.0"
    first = told["statements"][0]
    counted = {"projects_saying", "projects_asked", "counted", "projects_against", "projects_both"}
    counted |= {"confidence", "confidence_by_rule", "confidence_note", "tested"}
    assert set(first) == {"kind", "name", "theme", "text", "is_reworded", "sources"} | counted
    assert first["sources"][0].startswith("report")
    hidden = next(one for one in told["figures"] if one["id"].startswith("shy"))
    assert (hidden["numerator"], hidden["denominator"], hidden["words"]) == (None, None, "fewer than 5 of 306")
    assert told["stories"][0]["went_well"].startswith("I thought I was the only one.")


def test_the_table_says_the_same_as_the_data(summary: LearningSummary, door: Door) -> None:
    address = f"/learning/{summary.slug}/summary."
    told = door(None).get(f"{address}json").json()
    raw = door(None).get(f"{address}csv").getvalue().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(raw)))

    assert [row["words"] for row in rows if row["part"] not in {"figure", "story"}] == [
        one["text"] for one in told["statements"]
    ]
    assert [row["numerator"] for row in rows if row["part"] == "figure"] == ["204", "80", ""]
    assert {row["licence"] for row in rows if row["part"] != "story"} == {"CC BY 4.0"}
    assert sum(row["part"] == "story" for row in rows) == len(told["stories"]) == 1


def test_a_sentence_that_looks_like_a_formula_stays_words(told: Report, door: Door, lena: User, morag: User) -> None:
    draft = learned.make_draft(told)
    learning.edit_statement(
        draft.statements.all()[0],
        f"={draft.statements.all()[0].drafted}",
        by=lena,
    )
    learned.make_ready(draft, by=lena)
    publishing.approve(draft, by=morag)
    publishing.publish(draft, by=morag)
    assert (
        f"'={draft.statements.all()[0].drafted[:20]}"
        in door(None).get(f"/learning/{draft.slug}/summary.csv").getvalue().decode()
    )


def test_the_feeds_tell_what_is_published_and_no_story(summary: LearningSummary, door: Door) -> None:
    learned.make_draft(learned.make_told())
    told = door(None).get("/learning/feed.json").json()
    atom = ElementTree.fromstring(door(None).get("/learning/feed.atom").content)
    space = "{http://www.w3.org/2005/Atom}"

    assert [one["title"] for one in told["items"]] == [summary.title]
    assert [one.findtext(f"{space}title") for one in atom.iter(f"{space}entry")] == [summary.title]
    assert "Health centres did not refer anybody" in told["items"][0]["content_text"]
    assert "the only one" not in json.dumps(told)


def test_the_atom_feed_holds_no_markup_of_anybodys_and_keeps_its_lines(summary: LearningSummary, door: Door) -> None:
    summary.statements.filter(kind="for").update(edited="Heat < 18° <script>alert(1)</script> & more.")
    (entry,) = ElementTree.fromstring(door(None).get("/learning/feed.atom").content).iter(f"{ATOM}entry")
    told = entry.find(f"{ATOM}summary")

    assert told is not None and told.text and told.get("type") == "html"
    assert "<script" not in told.text
    assert "Heat &lt; 18° &lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in told.text
    assert told.text.startswith("<p>") and "What helped:<br>" in told.text


def test_the_feeds_tell_when_somebody_last_looked(summary: LearningSummary, door: Door) -> None:
    def told() -> tuple[str, str]:
        (item,) = door(None).get("/learning/feed.json").json()["items"]
        atom = ElementTree.fromstring(door(None).get("/learning/feed.atom").content)
        (entry,) = atom.iter(f"{ATOM}entry")
        assert atom.findtext(f"{ATOM}updated") == entry.findtext(f"{ATOM}updated")
        return item["date_modified"][:10], str(entry.findtext(f"{ATOM}updated"))[:10]

    assert summary.published_at is not None
    assert told() == (f"{summary.published_at:%Y-%m-%d}",) * 2
    LearningSummary.objects.update(reviewed_on="2031-03-04")
    assert told() == ("2031-03-04", "2031-03-04")


@pytest.mark.parametrize(
    ("sought", "is_found"),
    [
        ({"theme": "t01"}, True),
        ({"theme": "T18"}, False),
        ({"area": "S12000036"}, True),
        ({"area": "S12000017"}, False),
        ({"condition": "stroke"}, True),
        ({"condition": "Str"}, False),
        ({"condition": "asthma", "theme": "T01"}, False),
        ({"theme": "\x00", "nonsense": "x"}, True),
    ],
)
def test_a_feed_is_of_one_theme_condition_or_area(
    summary: LearningSummary, door: Door, sought: dict[str, str], is_found: bool
) -> None:
    assert summary.grant is not None
    summary.grant.areas.add(factories.make_area())
    summary.grant.words = {"conditions": ["Stroke"]}
    summary.grant.save()
    assert bool(door(None).get("/learning/feed.json", sought).json()["items"]) is is_found


def test_a_feed_costs_the_same_for_one_summary_and_for_three(
    summary: LearningSummary, door: Door, lena: User, morag: User
) -> None:
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            door(None).get("/learning/feed.json")
        costs.append(len(queries))
        for _ in range(2):
            learned.make_published(learned.make_told(), lena, morag)
    assert costs == [4, 4]  # the summaries, what they say, its sources, and each report that is cited


# What it costs ------------------------------------------------------------------------------------------------------


def test_the_page_costs_the_same_whatever_was_made(summary: LearningSummary, door: Door) -> None:
    taking.make_papers()
    door(None).get(f"/learning/{summary.slug}/")  # makes the index of projects
    with CaptureQueriesContext(connection) as queries:
        html = door(None).get(f"/learning/{summary.slug}/").content.decode()
    assert html.count("/learning/" + summary.slug + "/summary.pdf") == 1
    assert len(queries) == 22, [one["sql"][:90] for one in queries]


def test_all_is_made_by_one_job_that_says_how_far_it_is(summary: LearningSummary, monkeypatch: Any) -> None:
    said: list[tuple[int, int, str]] = []
    drawn = outputs.draw_lacking(summary, say=lambda done, of, step: said.append((done, of, step)))

    assert [(done, of) for done, of, _ in said] == [(number, 6) for number in range(6)]
    assert said[0][2] == "Drawing: Two pages to print"
    assert len(outputs.keep_all(summary, drawn, by=None)) == 6
    assert outputs.lacking(summary) == []
    assert set(Paper.objects.values_list("kind", flat=True)) == set(outputs.FORMATS)


# Both sides, and others --------------------------------------------------------------------------------------------


@pytest.fixture
def contested(told: Report, lena: User, morag: User) -> LearningSummary:
    """A published summary in which projects differ on one thing, and somebody named something new."""
    row = learned.make_published(told, lena, morag)
    first = row.statements.all()[0]
    facts = {"summary": row, "theme": first.theme, "projects_asked": 4, "confidence": "fairly"}
    differ = "On money, 2 projects say that it helped and 2 say that it got in the way."
    for position, (kind, words_, more) in enumerate(
        (
            ("both", differ, {"saying_no": 2}),
            ("emerging", "People bring their dogs.", {"named": "Dogs", "counted": "alike"}),
            ("next", "We will sing outside.", {}),
        ),
        start=90,
    ):
        one = Statement.objects.create(position=position, kind=kind, drafted=words_, projects_saying=2, **facts, **more)
        one.sources.create(report=told, field="worked", sentence=1, quote=words_, start=0, end=1, sha256="0" * 64)
    return row


def test_where_projects_differ_and_what_is_new_stands_in_every_whole_format(
    contested: LearningSummary, door: Door
) -> None:
    taking.make_papers()
    told = taking.take_all(contested, door)
    whole = {"summary.pdf", "summary.docx", "summary.txt", "summary.json", "summary.csv", ""}
    assert whole <= taking.with_word(told, "2 say that it got in the way")
    assert whole <= taking.with_word(told, "People bring their dogs")
    assert whole <= taking.with_word(told, "We will sing outside")
    under = told["summary.txt"].partition("What they will do next:")[2].partition("In figures")[0]
    assert "We will sing outside" in under
    short = {"brief.pdf", "leaders.pdf", "slides.pptx", "email/"}
    assert short <= taking.with_word(told, "2 say that it got in the way")


def test_a_count_in_the_paper_opens_its_sources(contested: LearningSummary, door: Door) -> None:
    taking.make_papers()
    content = door(None).get(f"/learning/{contested.slug}/summary.pdf").getvalue()
    assert problems(content) == []
    with pikepdf.open(io.BytesIO(content)) as paper:
        links = [str(link.A.URI) for sheet_ in paper.pages for link in sheet_.get("/Annots", []) if "/A" in link]
    wanted = Statement.objects.get(kind="both")
    assert any(link.endswith(f"/learning/{contested.slug}/#from-{wanted.pk}") for link in links)
    page_ = door(None).get(f"/learning/{contested.slug}/").content.decode()
    assert f'id="from-{wanted.pk}"' in page_


def test_the_paper_names_others_who_do_this(told: Report, lena: User, morag: User, door: Door) -> None:
    grant = told.grant
    walks = "Peers walk with people who have lung disease, each week, from the library."
    Grant.objects.filter(pk=grant.pk).update(title="Walks for lungs", summary=walks)
    like = factories.make_grant(title="Walks by the sea", summary=walks)
    like.areas.add(factories.make_area("S12000047", "Fife"))
    for group in ("Skye Walkers", "Mull Movers"):
        event = SpreadEvent.objects.create(grant=grant, kind="adopted", group=group)
        SpreadYes.objects.create(event=event, side="fund")
    SpreadEvent.objects.create(grant=grant, kind="adopted", group="Not Confirmed")
    row = learned.make_published(told, lena, morag)
    taking.make_papers()
    paper = " ".join(taking.take_all(row, door)["summary.pdf"].split())
    assert "Others doing this" in paper and "2 groups took this up." in paper
    assert f"Walks by the sea, {like.organisation}" in paper and "Fife" in paper
    assert "Skye Walkers" not in paper  # who took it up is not named: nobody asked them


def test_the_paper_of_a_round_names_projects_to_ask(told: Report, lena: User, morag: User, door: Door) -> None:
    round_ = told.grant.round
    assert round_ is not None
    kinds = ("walk", "choir", "garden", "kitchen")
    for kind in kinds:
        grant = factories.make_grant(factories.make_application(round_, state="awarded"), title=f"The {kind}")
        learned.make_told(grant, worked=f"In the {kind} people took their time to talk, and felt better each week.")
    row = learned.make_public(round_, lena, morag)
    taking.make_papers()
    paper = " ".join(taking.take_all(row, door)["summary.pdf"].split())

    page_ = sheet(fetched(row), "print")
    named = [one for one in page_.to_ask if one in paper]
    assert len(page_.to_ask) > len(named) > 0
    assert f"{words.ASK_ONE_OF} {' '.join(named)}" in paper
    assert f"{len(page_.to_ask) - len(named)} more on the web page. {words.INTRODUCED}" in paper
    assert page_.talk(0) == words.ASK_ON_WEB
    html = door(None).get(f"/learning/{row.slug}/").content.decode()
    assert html.count(">Talk to them<") == len(page_.to_ask)


def test_what_tests_of_a_change_found_says_whether_it_was_kept(
    told: Report, lena: User, morag: User, door: Door
) -> None:
    row = learned.make_published(told, lena, morag)
    for position, (act, words_) in enumerate(
        (("adopt", "A call the day before brought more people."), ("abandon", "Leaflets brought nobody.")), start=90
    ):
        test = factories.make_change_test(told.grant, state="studied", act=act, learned=words_)
        one = Statement.objects.create(summary=row, position=position, kind="for", drafted=words_)
        one.sources.create(test=test, field="learned", sentence=1, quote=words_, start=0, end=1, sha256="0" * 64)
    taking.make_papers()
    formats = taking.take_all(row, door)
    everywhere = {"summary.pdf", "summary.docx", "summary.txt", "summary.json", ""}
    assert everywhere <= taking.with_word(formats, "Tested, and kept.")
    assert everywhere <= taking.with_word(formats, "Tested, and stopped.")
    paper = " ".join(formats["summary.pdf"].split())
    assert "Keep or change" in paper and "Leaflets brought nobody. Tested, and stopped." in paper
    assert problems(door(None).get(f"/learning/{row.slug}/summary.pdf").getvalue()) == []


def test_a_count_says_how_sure_we_are(contested: LearningSummary) -> None:
    new, differ = (Statement.objects.get(kind=kind) for kind in ("emerging", "both"))
    assert with_count(new) == f"{new.words} ({new.theme}: 2 of 4 projects said something like this, fairly sure)"
    assert with_count(differ) == f"{differ.words} (fairly sure)"


def test_a_full_first_page_takes_no_lines_from_the_second(told: Report, lena: User, morag: User) -> None:
    """The first page is the same whatever stands on the second, so a long line there never pushes it over."""
    learned.make_story(told.grant, "web", "print")
    row = learned.make_published(told, lena, morag)
    long = "We met each week in the library, and people who came with a friend stayed on for longer than others did."
    for position in range(90, 95):
        one = Statement.objects.create(summary=row, position=position, kind="for", drafted=f"{long} {position}.")
        one.sources.create(report=told, field="worked", sentence=1, quote=long, start=0, end=1, sha256="0" * 64)
    whole = papers._Drawing(sheet(fetched(row), "print"))
    fronts = []
    for back in (papers.BACKS[0], papers.LEAST):
        page_ = render_to_string("print/summary.html", whole.context(papers.FRONTS[0][0], back))
        fronts.append(page_.partition('<div class="second-page">')[0])
    assert fronts[0] == fronts[1]
