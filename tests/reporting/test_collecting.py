"""Evidence from outside: its faults, what is kept of it, old texts and their guesses, and what is drafted from it."""

import json
from copy import deepcopy
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from fund.kit.states import Refused
from fund.models import User
from reporting import collecting, learning, publishing, rules
from reporting.learning import tracing
from reporting.models import Collection, LearningSummary, OldText
from tests.reporting import learned

pytestmark = pytest.mark.django_db

EVIDENCE: dict[str, Any] = {
    "format": "learning-evidence/1",
    "name": "Walks elsewhere",
    "projects": [
        {"id": "a", "title": "Ceum Còmhla", "organisation": "A group", "conditions": ["Asthma"], "areas": ["Fife"]},
        {"id": "b", "title": "Steady Steps", "organisation": "B group", "conditions": ["Stroke"], "areas": ["Moray"]},
        {"id": "c", "title": "Silent", "organisation": "C group"},
    ],
    "sources": [
        {
            "id": "a1",
            "project": "a",
            "kind": "report",
            "date": "2026-03-31",
            "answers": [
                {"slot": "worked", "text": "Peers with the same condition helped people to come back."},
                {"slot": "did_not_work", "text": "Health centres did not refer anybody for six months."},
            ],
        },
        {
            "id": "b1",
            "project": "b",
            "kind": "report",
            "answers": [
                {"slot": "worked", "text": "We met in a café, and it went well.", "themes": ["T11"], "voice": "staff"}
            ],
        },
        {
            "id": "late",
            "project": "b",
            "kind": "report",
            "state": "draft",
            "answers": [{"slot": "worked", "text": "A SECRET."}],
        },
        {
            "id": "s1",
            "project": "a",
            "kind": "story",
            "channels": ["web"],
            "said_by": "Member one",
            "answers": [{"text": "I carried a lantern home."}],
        },
    ],
    "figures": [
        {"project": "a", "source": "a1", "indicator": "alone", "name": "People who feel less alone", "point": "end",
         "numerator": 20, "denominator": 30, "asked": 40},
        {"project": "b", "source": "b1", "indicator": "alone", "name": "People who feel less alone", "point": "end",
         "numerator": 10, "denominator": 20, "asked": 22},
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def themes(db: None) -> None:
    learned.make_themes()


def write(folder: Path, content: Any) -> Path:
    path = folder / "evidence.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def say(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=out)
    return out.getvalue()


def test_evidence_is_brought_in_and_a_draft_of_it_is_printed(tmp_path: Path) -> None:
    said = say("importevidence", str(write(tmp_path, EVIDENCE)))
    data = json.loads(say("draftsummary", "--scope", "collection:walks-elsewhere", "--format", "json"))

    assert "3 projects, 4 sources, 2 figures" in said
    by_text = {one["text"]: one for one in data["statements"]}
    peers = by_text["Peers with the same condition helped people to come back."]
    assert [source["id"] for source in peers["sources"]] == ["a1.worked.0", "b1.worked.0"]
    assert (peers["theme"], peers["n_of_n"], peers["projects_asked"]) == ("T11", "2 of 3", 3)
    assert peers["sources"][0]["end"] == len("Peers with the same condition helped people to come back.")
    figure = by_text["People who feel less alone: 30 of 50 people who answered."]
    assert (figure["figures"][0]["numerator"], figure["figures"][0]["denominator"]) == (30, 50)
    assert figure["template"] == "People who feel less alone: {{fig:alone.end.}}."
    assert by_text["I carried a lantern home."]["said_by"] == "Member one"
    assert data["left_out"] == ["one source that is not final"]
    assert len(data["input_hash"]) == 64
    assert "SECRET" not in json.dumps(data)


def test_a_summary_of_a_collection_opens_its_sources_letter_for_letter(tmp_path: Path, lena: User) -> None:
    collection = collecting.bring_in(collecting.read(write(tmp_path, EVIDENCE)), by=lena)

    summary = learning.store(learning.compose(learning.gather(collection)), by=lena)

    assert (summary.scope, summary.collection, summary.about) == ("collection", collection, "Walks elsewhere")
    sources = [source for one in summary.statements.all() for source in one.sources.all()]
    opened = tracing.open_all(sources)
    assert len(opened) == len(sources) > 3
    assert all(one.holds and one.words == one.source.quote for one in opened.values())

    OldText.objects.filter(key="a1", field="worked").update(source_state="withdrawn")
    gone = [one.source.key for one in tracing.open_all(sources).values() if not one.holds]
    assert gone
    assert set(gone) == {"a1.worked.0"}


def test_a_collection_goes_the_whole_way_though_no_project_can_be_asked(
    tmp_path: Path, lena: User, morag: User
) -> None:
    collection = collecting.bring_in(collecting.read(write(tmp_path, EVIDENCE)), by=lena)
    summary = learning.store(learning.compose(learning.gather(collection)), by=lena)
    learned.edit(summary, by=lena)

    assert not rules.may_ask_projects(lena, summary)
    assert rules.may_ask_sign_off(lena, summary)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    assert summary.state == LearningSummary.State.PUBLISHED


def broken(*path: Any, value: Any = None) -> dict[str, Any]:
    content = deepcopy(EVIDENCE)
    place: Any = content
    for part in path[:-1]:
        place = place[part]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return content


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (broken("name"), "the file: “name” is missing."),
        (broken("format", value="other"), "format: must be “learning-evidence/1”."),
        (broken("projects", 0, "title"), "projects[0]: “title” is missing."),
        (broken("projects", 0, "colour", value="red"), "projects[0]: “colour” is not known here."),
        (broken("projects", 1, "id", value="a"), "projects[0].id: “a” stands twice."),
        (
            broken("sources", 0, "kind", value="poem"),
            "sources[0].kind: must be one of: report, story, card, change_log.",
        ),
        (broken("sources", 0, "project", value="z"), "sources[0].project: there is no project “z”."),
        (broken("sources", 0, "project"), "sources[0].project: only a card may be of no project."),
        (broken("sources", 0, "date", value="soon"), "sources[0].date: must be a day such as 2026-03-31."),
        (broken("sources", 0, "answers", 0, "slot"), "sources[0].answers[0]: “slot” is missing."),
        (broken("sources", 0, "answers", 0, "text", value=7), "sources[0].answers[0].text: must be text."),
        (broken("sources", 0, "answers", 1, "slot", value="worked"), "“worked” stands twice in this source."),
        (broken("figures", 0, "numerator", value=31), "figures[0].numerator: 31 said so, but only 30 answered."),
        (broken("figures", 0, "numerator", value=-1), "figures[0].numerator: must be 0 or more."),
        (broken("figures", 0, "numerator"), "a share needs “numerator” and “denominator”."),
        (broken("figures", 0, "project", value="z"), "figures[0].project: there is no project “z”."),
        (broken("figures", 1, "kind", value="count"), "is “count” here and “share” in figures[0], both of “alone”."),
        (broken("figures", 1, "name", value="Other"), "is “Other” here and “People who feel less alone” in figures[0]"),
        (broken("figures", 0, "asked", value=3), "figures[0].asked: 30 answered, but only 3 were asked."),
        (broken("figures", 0, "took_part", value=29), "figures[0].took_part: 30 answered, but only 29 took part."),
        (
            broken("projects", 0, "described", value=["why", *(f"x{number}" for number in range(8))]),
            "projects[0].described[1]: must be one of: name, why, materials, procedures, provider",
        ),
        (
            broken("projects", 0, "described", value=["why", "why"]),
            "projects[0].described: names the same thing twice.",
        ),
        (
            broken("projects", 0, "adopters", value=[{"months": None}]),
            "projects[0].adopters[0].months: must be a whole number.",
        ),
        (
            broken("sources", 0, "answers", 0, "text", value="Long. " * 3334),
            "sources[0].answers[0].text: must have at most 20,000 letters.",
        ),
        (broken("projects", 0, "title", value=" \u00a0"), "projects[0].title: must not be empty."),
        (broken("name", value="  "), "name: must not be empty."),
        (broken("sources", 0, "answers", 0, "text", value="\n"), "sources[0].answers[0].text: must not be empty."),
        (
            broken("sources", 0, "answers", 0, "text", value="Up\u202e nwod"),
            "text: holds a sign that nobody sees (U+202E)",
        ),
        (broken("sources", 0, "answers", 0, "text", value="Bell\x07"), "text: holds a sign that nobody sees (U+0007)"),
        (
            broken("sources", 1, "answers", 0, "themes", value=["T99"]),
            "sources[1].answers[0].themes: there is no learning theme “T99” here.",
        ),
        (
            broken("sources", 1, "answers", 0, "voice", value="aliens"),
            "sources[1].answers[0].voice: must be one of: people, carers, staff, nothing.",
        ),
        (broken("sources", 3, "voice", value="aliens"), "sources[3].voice: must be one of: people, carers, staff"),
        (broken("figures", 0, "source", value="b1"), "figures[0].source: “b1” is a source of “b”, not of “a”."),
        (broken("sources", value=[]), "sources: must not be empty."),
        (
            json.dumps(EVIDENCE).replace('"title": "Silent"', '"title": "Silent", "title": "Loud"'),
            "projects[2]: “title” stands twice.",
        ),
        ([], "the file: must be an object."),
        (broken("projects", 0, "spent", value=float("nan")), "projects[0].spent: must be a number."),
        (broken("projects", 0, "took_part", value=1e30), "projects[0].took_part: must be 1,000,000,000,000 or less."),
        (broken("projects", 0, "title", value="S\ud800"), "projects[0].title: holds a sign that nobody sees"),
        (broken("name", value="Nul\x00x"), "name: holds a sign that nobody sees"),
        (broken("sources", 0, "\ud800", value=1), "sources[0]: holds a sign that nobody sees"),
    ],
)
def test_each_fault_is_named_by_its_place_and_nothing_is_brought_in(tmp_path: Path, content: Any, fault: str) -> None:
    out = StringIO()

    with pytest.raises(CommandError, match=r"^1 fault\. Nothing|faults\. Nothing"):
        call_command("importevidence", str(write(tmp_path, content)), stdout=out, stderr=out)

    assert fault in out.getvalue()
    assert not Collection.objects.exists()


def test_a_figure_without_a_name_goes_by_that_of_its_indicator(tmp_path: Path) -> None:
    figures = collecting.bring_in(collecting.read(write(tmp_path, broken("figures", 0, "name"))), by=None).figures
    assert [row["name"] for row in figures] == ["People who feel less alone"] * 2


@pytest.mark.parametrize("number", ["9" * 5000, "-" + "9" * 41, "1e999", "Infinity"])
def test_an_endless_number_is_a_fault_in_words(tmp_path: Path, number: str) -> None:
    for part, place in (('"asked": 40', "figures[0].asked"), ('"Silent"', "projects[2].title")):
        text = json.dumps(EVIDENCE).replace(part, part.split(":")[0] + f": {number}" if ":" in part else number)
        faults = [str(one) for one in collecting.read(write(tmp_path, text)).faults]
        assert f"{place}: is a number too large to be one of people or pounds." in faults


def test_each_missing_part_is_named_once(tmp_path: Path) -> None:
    faults = collecting.read(write(tmp_path, "{}")).faults
    assert [str(one) for one in faults] == [
        f"the file: “{name}” is missing." for name in ("name", "projects", "sources")
    ]


@pytest.mark.parametrize("depth", [500, 100_000])
def test_a_file_of_lists_within_lists_is_refused(tmp_path: Path, depth: int) -> None:
    with pytest.raises(CommandError, match="too deep to read|Nothing was brought in"):
        call_command("importevidence", str(write(tmp_path, "[" * depth + "]" * depth)), stderr=StringIO())
    in_a_part = json.dumps(EVIDENCE)[:-1] + ', "more": ' + "[" * depth + "]" * depth + "}"
    with pytest.raises(CommandError, match="too deep to read|Nothing was brought in"):
        call_command("importevidence", str(write(tmp_path, in_a_part)), stderr=StringIO())


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b" " * 20_000_001)
    with pytest.raises(CommandError, match="is larger than 20 MB"):
        call_command("importevidence", str(tmp_path / "large.json"))


def test_a_file_that_is_no_json_says_where(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="line 1, column 2"):
        call_command("importevidence", str(write(tmp_path, "{nonsense")))
    with pytest.raises(CommandError, match="is a folder"):
        call_command("importevidence", str(tmp_path))
    with pytest.raises(CommandError, match="There is no file"):
        call_command("importevidence", str(tmp_path / "none.json"))


def test_the_same_file_changes_nothing_and_another_of_the_name_takes_its_place(tmp_path: Path, lena: User) -> None:
    first = collecting.bring_in(collecting.read(write(tmp_path, EVIDENCE)), by=None)
    assert collecting.bring_in(collecting.read(write(tmp_path, EVIDENCE)), by=None) == first

    other = collecting.read(write(tmp_path, broken("projects", 2)))
    second = collecting.bring_in(other, by=None)
    assert (Collection.objects.count(), second.projects.count()) == (1, 2)

    summary = learning.store(learning.compose(learning.gather(second)), by=None)
    learned.edit(summary, by=lena)
    with pytest.raises(Refused, match="under another name"):
        collecting.bring_in(collecting.read(write(tmp_path, EVIDENCE)), by=None)
    assert LearningSummary.objects.filter(pk=summary.pk).exists()


LONG = "Walks of " + "many long days " * 5


@pytest.mark.parametrize(("one", "other"), [("Walks", "Walks!"), (f"{LONG}in Fife", f"{LONG}in Moray"), ("?", "!")])
def test_names_that_are_written_alike_are_two_collections(tmp_path: Path, one: str, other: str) -> None:
    for name in (one, other, one):
        said = say("importevidence", str(write(tmp_path, broken("name", value=name))))
    assert set(Collection.objects.values_list("name", flat=True)) == {one, other}
    assert "brought in already" in said
    (tmp_path / "told.txt").write_text("A warm room helped people to come back.")
    say("importreport", str(tmp_path / "told.txt"), "--into", f"{other} ")
    assert Collection.objects.get(name=other).texts.filter(key="told").exists()


def test_the_command_says_what_a_file_takes_the_place_of(tmp_path: Path) -> None:
    say("importevidence", str(write(tmp_path, EVIDENCE)))
    other = str(write(tmp_path, broken("projects", 2)))
    assert "it takes the place of “Walks elsewhere” (3 projects" in say("importevidence", other, "--check")
    assert "It took the place of “Walks elsewhere” (3 projects" in say("importevidence", other)


def test_a_file_takes_the_place_of_no_texts_that_people_brought_in(tmp_path: Path) -> None:
    (tmp_path / "told.txt").write_text("Peers with the same condition helped people to come back.")
    say("importreport", str(tmp_path / "told.txt"), "--into", "Walks elsewhere")
    with pytest.raises(CommandError, match="one by one"):
        say("importevidence", str(write(tmp_path, EVIDENCE)))
    assert OldText.objects.get().key == "told"


@pytest.mark.parametrize("name", ["", "  ", "x" * 121])
def test_old_texts_go_into_no_collection_without_a_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "walks.txt").write_text("Peers with the same condition helped people to come back.")
    with pytest.raises(CommandError, match="Say what the collection is called"):
        call_command("importreport", str(tmp_path / "walks.txt"), "--into", name)
    assert not Collection.objects.exists()


def test_the_form_of_the_file_is_printed() -> None:
    assert json.loads(say("importevidence", "--schema"))["required"] == ["name", "projects", "sources"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("collection:none", "“none” is not the name of a collection of texts here"),
        ("nonsense", "KIND:NAME"),
        ("round:", "KIND:NAME"),
        ("poem:asthma", "KIND:NAME"),
        ("grant:²", "“²” is not the name of one project here"),
        ("round:²", "“²” is not the name of "),
    ],
)
def test_a_scope_that_is_not_there_says_what_to_write(words: str, refusal: str) -> None:
    with pytest.raises(CommandError, match=refusal):
        call_command("draftsummary", "--scope", words)


# Old texts ---------------------------------------------------------------------------------------------------------

OLD = """What we learned

Jess Example leads the walks. “I was afraid of the hill, and now I lead the walk,” said a member.

Health centres did not refer anybody for six months. You should ask the practice nurse first.
Peers with the same condition helped people to come back.
"""


@pytest.fixture
def old(tmp_path: Path) -> OldText:
    path = tmp_path / "walks.txt"
    path.write_text(OLD, encoding="utf-8")
    return collecting.bring_text(path, into="Old walks", project="Walks", organisation="A group")


def sentence(old: OldText, start: str) -> Any:
    return next(one for one in old.sentences.all() if old.text[one.start : one.end].startswith(start))


def test_an_old_text_is_cut_and_guessed_at_and_nothing_of_it_is_read_before_a_person_looked(old: OldText) -> None:
    guesses = {old.text[one.start : one.end]: one.guess for one in old.sentences.all()}

    assert guesses["Health centres did not refer anybody for six months."] == "did_not_work"
    assert guesses["You should ask the practice nurse first."] == "others_need"
    assert guesses["“I was afraid of the hill, and now I lead the walk,” said a member."] == "quote"
    with pytest.raises(Refused, match="nobody has looked"):
        learning.gather(old.collection)


def test_guesses_are_taken_as_right_by_a_person_but_for_quotations(old: OldText, lena: User) -> None:
    assert collecting.confirm_guesses(old, by=lena) == old.sentences.exclude(guess="quote").count()

    waiting = [one for one in old.sentences.all() if one.confirmed_at is None]
    assert [one.guess for one in waiting] == ["quote"]
    assert {one.confirmed_by for one in old.sentences.exclude(confirmed_at=None)} == {lena}
    pack = learning.gather(old.collection)
    assert "Health centres did not refer anybody for six months." in {piece.text for piece in pack.pieces}
    assert pack.stories == ()
    assert pack.left_out["sentences_nobody_has_looked_at"] == 1


def test_a_quotation_needs_a_person_to_say_who_said_it(old: OldText, lena: User) -> None:
    """The name before the quotation is of somebody else: nothing is guessed from it."""
    quote = sentence(old, "“I was afraid")
    with pytest.raises(Refused, match="Say who said"):
        collecting.confirm(quote, slot="", is_quote=True, by=lena)

    collecting.confirm(quote, slot="", is_quote=True, said_by="A member", voice="people", by=lena)
    collecting.confirm_guesses(old, by=lena)
    summary = learning.store(learning.compose(learning.gather(old.collection)), by=lena)

    (told,) = summary.statements.filter(kind="story")
    assert (told.said_by, told.words) == (
        "A member",
        "“I was afraid of the hill, and now I lead the walk,” said a member.",
    )
    (source,) = told.sources.all()
    assert old.text[source.start : source.end] == told.words


def bring(words: str, by: User) -> OldText:
    return collecting.bring_words(collecting.words_of("told.txt", words.encode()), "told.txt", into="Told", by=by)


def test_sentences_of_one_speaker_stand_together_and_both_sides_speak(lena: User) -> None:
    text = bring(
        "“It took far too long. Nobody rang us back.”\n\n“The choir is good fun.”\n\n“We gave it up in May.”", lena
    )
    for one, speaker in zip(text.sentences.all(), ("Ann", "Ann", "Bea", "Cat"), strict=True):
        slot = "worked" if speaker == "Bea" else "did_not_work"
        collecting.confirm(one, slot=slot, is_quote=True, said_by=speaker, by=lena)
    summary = learning.store(learning.compose(learning.gather(text.collection)), by=lena)

    told = [(one.said_by, one.words) for one in summary.statements.filter(kind="story")]
    assert told == [("Ann", "“It took far too long. Nobody rang us back.”"), ("Bea", "“The choir is good fun.”")]


def test_no_more_than_four_sentences_stand_together(lena: User) -> None:
    words = "We began in May. We sang in June. We ate in July. We laughed in August."
    text = bring(f"{words} We cried in autumn.", lena)
    for one in text.sentences.all():
        collecting.confirm(one, slot="worked", is_quote=True, said_by="Ann", by=lena)

    told = learning.gather(text.collection).stories
    assert [one.pieces[0].text for one in told] == [words, "We cried in autumn."]


def test_a_sentence_is_left_out_where_a_person_says_that_it_tells_nothing(old: OldText, lena: User) -> None:
    collecting.confirm(sentence(old, "You should"), slot="", by=lena)
    collecting.confirm_guesses(old, by=lena)

    assert "You should ask the practice nurse first." not in {
        piece.text for piece in learning.gather(old.collection).pieces
    }
    with pytest.raises(Refused, match="from the list"):
        collecting.confirm(sentence(old, "You should"), slot="poem", by=lena)


def test_signs_that_nobody_sees_do_not_come_in_with_an_old_text(tmp_path: Path) -> None:
    (tmp_path / "told.txt").write_bytes("Peers\x00 with the \x1b[1msame\u202e condition helped people.\r\n".encode())
    say("importreport", str(tmp_path / "told.txt"), "--into", "Old\x00 walks", "--project", "The\x1b walks")
    text = OldText.objects.get()
    assert text.text == "Peers with the [1msame condition helped people.\n"
    assert (text.collection.name, text.project.title) == ("Old walks", "The walks")
    assert [text.text[one.start : one.end] for one in text.sentences.all()] == [text.text.strip()]


def test_where_one_of_several_texts_cannot_be_read_none_is_brought_in(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Peers with the same condition helped people to come back.")
    (tmp_path / "bad.pdf").write_bytes(b"no PDF")
    files = [str(tmp_path / name) for name in ("good.txt", "bad.pdf", "none.txt", "")]
    with pytest.raises(CommandError) as refused:
        call_command("importreport", *files, "--into", "Old walks")
    first, second, third, last = str(refused.value).splitlines()
    assert first.startswith("bad.pdf: ")
    assert second.startswith("There is no file")
    assert "Bring a PDF with text in it" in third
    assert last == "Nothing was brought in: 3 of 4 files cannot be read."
    assert not Collection.objects.exists()


def test_the_same_text_again_changes_nothing(old: OldText, tmp_path: Path) -> None:
    again = collecting.bring_text(tmp_path / "walks.txt", into="Old walks", project="Other")

    assert (again, OldText.objects.count()) == (old, 1)


def test_files_that_cannot_be_read_say_what_to_bring(tmp_path: Path, lena: User) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    for name, words in (("picture.png", "Word file"), ("none.txt", "There is no file")):
        with pytest.raises(CommandError, match=words):
            call_command("importreport", str(tmp_path / name), "--into", "X")
    with pytest.raises(CommandError, match="confirmed by a person"):
        call_command("importreport", str(tmp_path / "picture.png"), "--into", "X", "--confirm")


def test_old_texts_come_in_by_a_command_and_a_named_person_confirms(tmp_path: Path, lena: User) -> None:
    (tmp_path / "walks.txt").write_text(OLD, encoding="utf-8")

    said = say("importreport", str(tmp_path / "walks.txt"), "--into", "Old walks", "--confirm", "--by", lena.email)

    assert "walks.txt: 5 sentences, 4 guesses taken as right." in said
    assert "What got in the way" in say("draftsummary", "--scope", "collection:old-walks")
