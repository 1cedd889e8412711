"""The draft: what goes in, what is chosen, what is kept, and what an editor may do to it."""

import json
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fund import reference
from fund.kit import jobs, reading_age
from fund.kit.states import Refused
from fund.models import Job, Question, Term, User
from fund.privacy import gate
from reporting import learning
from reporting.figures import withholding
from reporting.learning import choosing, gathering, guarding, printing, scopes, tracing, wording
from reporting.learning.gathering import reports
from reporting.learning.pack import Line, Pack, Piece, Project, Theme, sha256
from reporting.models import LearningSummary, Report, ReportAnswers, Source, Statement
from tests import factories
from tests.reporting import learned

pytestmark = [pytest.mark.django_db, pytest.mark.sums]


@pytest.fixture
def themes(db: None) -> None:
    learned.make_themes()


@pytest.fixture
def told(themes: None) -> Report:
    """An accepted report in the ordinary words."""
    return learned.make_told()


# A pack without a database, for what is pure ------------------------------------------------------------------------

WORDS = {
    "worked": [
        "Taking time to build trust made the difference for people.",
        "Peers with the same condition helped people to come back.",
        "Peers cooked together and nobody felt alone any more.",
    ],
    "did_not_work": [
        "Health centres did not refer anybody for six months.",
        "We had no time to visit the practices in the north.",
    ],
    "for_whom": ["People who live alone gained most from the walks."],
}
PACK_THEMES = tuple(Theme(code, name, tuple(patterns), is_result) for code, name, patterns, is_result in learned.THEMES)


def make_pack(projects: int = 3, words: dict[str, list[str]] = WORDS) -> Pack:
    pieces = [
        Piece("report", 10 + project, slot, number, 0, len(text), text, sha256(text), slot, project)
        for project in range(1, projects + 1)
        for slot, texts in words.items()
        for number, text in enumerate(f"{text[:-1]} in place {project}." for text in texts)
    ]
    return Pack(
        scope="round",
        key="1",
        title="A round",
        projects=tuple(Project(pk, f"Project {pk}", ("Asthma",), ("Fife",), True) for pk in range(1, projects + 1)),
        pieces=tuple(pieces),
        stories=(),
        figures=(),
        themes=PACK_THEMES,
        left_out={"reports": projects},
    )


def shuffled(pack: Pack, seed: int) -> Pack:
    rng = random.Random(seed)
    parts = {name: list(getattr(pack, name)) for name in ("projects", "pieces", "stories", "figures", "themes")}
    for rows in parts.values():
        rng.shuffle(rows)
    return replace(pack, **{name: tuple(rows) for name, rows in parts.items()})


def test_the_same_evidence_in_any_order_gives_the_same_bytes() -> None:
    pack = make_pack(12)
    first = choosing.compose(pack).as_bytes()

    assert all(choosing.compose(shuffled(pack, seed)).as_bytes() == first for seed in range(5))


@pytest.mark.slow
def test_the_same_evidence_gives_the_same_bytes_whatever_the_hash_seed_and_the_threads() -> None:
    """Two processes of their own, with another order of sets and another number of threads."""
    code = (
        "import django; django.setup()\n"
        "from tests.reporting.test_learning import make_pack\n"
        "from reporting.learning import choosing\n"
        "import sys; sys.stdout.buffer.write(choosing.compose(make_pack(8)).as_bytes())\n"
    )
    found = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={
                "DJANGO_SETTINGS_MODULE": "fund.settings",
                "PATH": "",
                "SECRET_KEY": "x",
                "PYTHONHASHSEED": seed,
                "OMP_NUM_THREADS": threads,
            },
            capture_output=True,
            timeout=120,
            check=True,
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    ]

    assert found[0] == found[1] == choosing.compose(make_pack(8)).as_bytes()


def test_other_evidence_gives_another_hash() -> None:
    pack = make_pack(3)
    changed = replace(pack, pieces=(replace(pack.pieces[0], text="Other words stood here."), *pack.pieces[1:]))

    assert choosing.compose(pack).input_hash != choosing.compose(changed).input_hash


def test_each_theme_has_one_sentence_for_and_one_against_it() -> None:
    draft = choosing.compose(make_pack(3))

    pairs = {(line.theme, line.kind) for line in draft.lines if line.kind in {"for", "against"}}
    assert {("T01", "for"), ("T01", "against"), ("T06", "against"), ("T11", "for")} <= pairs


def test_projects_are_counted_and_not_sentences() -> None:
    wordy = make_pack(3)
    more = [replace(piece, sentence=50 + n) for n, piece in enumerate(wordy.pieces) if piece.project == 1]
    draft = choosing.compose(replace(wordy, pieces=(*wordy.pieces, *more)))

    counts = {(line.theme, line.projects_saying, line.projects_asked) for line in draft.lines if line.theme == "T11"}
    assert counts == {("T11", 3, 3)}


def test_what_is_counted_for_a_theme_is_not_said_of_its_one_sentence() -> None:
    """Two projects tell what helped with health centres, all three what got in the way: nobody else said this."""
    pack = make_pack(3, {"worked": ["Peers got people in."], "did_not_work": ["Health centres sent nobody to us."]})
    helped = replace(pack.pieces[0], sentence=9, text="A health centre gave us a room.")
    pack = replace(pack, pieces=(*pack.pieces, helped, replace(helped, source=2, project=2, text="One practice rang.")))
    printed = printing.as_data(choosing.compose(pack), pack)

    told = {one["kind"]: one for one in printed["statements"] if one["theme"] == "T06"}
    line = told["for"]
    assert (line["projects_saying"], line["projects_against"], line["projects_both"], line["counted"]) == (
        *(2, 3, 2),
        "theme",
    )
    assert line["confidence_words"].startswith(
        "Very unsure. On this theme, 2 of 3 projects told what helped, and 3 told what got in the way. Two told both."
    )
    assert (
        "3 of 3 projects told what got in the way, and 2 told what helped. Two told both."
        in (told["against"]["confidence_words"])
    )
    assert told["both"]["text"].endswith(
        ": 3 of 3 projects told what got in the way, and 2 told what helped. Two told both."
    )
    assert "said this" not in printing.as_text(choosing.compose(pack), pack)


def test_obstacles_and_plans_never_stand_under_what_helped() -> None:
    said = {
        "worked": ["Health centres that know us send people."],
        "circumstances": [
            "The number 7 bus was cut in January, which cost us four regular members at the health centre.",
            "One practice changed its manager in summer and we had to start again with them.",
            "The bowling club by the health centre let us store the piano for nothing.",
            "The summer was busy with visitors at the health centre and halls were let for weddings.",
            "The cost of living brought two people to the practice who came for the warm room.",
        ],
        "next": ["We will ask the practices to hand out our card."],
    }
    draft = choosing.compose(make_pack(3, said))

    told = {said: line.kind for line in draft.lines for said in [line.words.split(" in place ")[0]]}
    assert told["The number 7 bus was cut in January, which cost us four regular members at the health centre"] == (
        "against"
    )
    assert told["One practice changed its manager in summer and we had to start again with them"] == "against"
    assert told["The bowling club by the health centre let us store the piano for nothing"] == "for"
    assert not any("weddings" in words for words in told), "neither a gain nor an obstacle"
    assert told["The cost of living brought two people to the practice who came for the warm room"] == "whom"
    assert told["We will ask the practices to hand out our card"] == "next"
    (plan,) = [line for line in draft.lines if line.kind == "next"]
    assert (plan.confidence, wording.behind(plan)) == ("", "3 of 3 projects told what they will do next")


def test_what_is_alike_and_what_one_project_says_is_counted_as_that() -> None:
    line = Line("emerging", "", "Dogs came too.", 3, 5, (), counted="alike", confidence="not")
    assert wording.confidence(line, "not") == "Not sure. 3 of 5 projects said something like this."
    line = replace(line, kind="whom", counted="this", projects_saying=1)
    assert wording.confidence(line, "very") == "Very unsure. 1 of 5 projects said this."
    assert wording.behind(replace(line, projects_asked=1)) == "from one project"


def test_projects_that_told_nothing_stand_in_the_denominator_and_in_the_limits() -> None:
    pack = make_pack(3)
    silent = replace(pack, projects=(*pack.projects, Project(9, "Silent", (), (), False)))
    draft = choosing.compose(silent)

    assert {line.projects_asked for line in draft.lines} == {4}
    assert "We do not know yet about one more project" in draft.limits


def test_no_source_gives_more_than_three_statements() -> None:
    draft = choosing.compose(make_pack(2, {slot: texts * 3 for slot, texts in WORDS.items()}))

    used: dict[int, int] = {}
    for line in draft.lines:
        if line.kind in {"for", "against"}:
            used[line.pieces[0].source] = used.get(line.pieces[0].source, 0) + 1
    assert max(used.values()) <= 3


def test_nothing_is_said_twice() -> None:
    draft = choosing.compose(make_pack(1, {"worked": ["Peers helped people to come back each week."] * 4}))

    assert [line.words for line in draft.lines] == ["Peers helped people to come back each week in place 1."]


def test_a_sentence_that_leans_on_another_gives_way_to_one_that_stands_alone() -> None:
    words = {
        "worked": ["They valued the peers who came along each week.", "Peers who came along each week were valued."]
    }
    draft = choosing.compose(make_pack(1, words))

    assert draft.lines[0].words == "Peers who came along each week were valued in place 1."


def test_where_a_theme_has_only_sentences_that_lean_its_source_says_what_else_it_told() -> None:
    words = {"worked": ["They gave peers a lift.", "The hall flooded twice and we lost our chairs."]}
    words["did_not_work"] = ["Health centres did not refer anybody at all."]
    draft = choosing.compose(make_pack(1, words))

    told = [line.words for line in draft.lines if line.kind == "for"]
    assert told == ["The hall flooded twice and we lost our chairs in place 1."]


def test_a_side_that_tells_only_what_leans_on_another_sentence_is_still_heard() -> None:
    words = {"worked": ["Peers helped with food in many ways."], "did_not_work": ["They were not referred to us."]}
    draft = choosing.compose(make_pack(1, words))

    assert [line.words for line in draft.lines if line.kind == "against"] == [
        "They were not referred to us in place 1."
    ]


@pytest.mark.parametrize(("of_ten", "leaning"), [(0, 1), (1, 1), (10, 2)])
def test_how_many_may_lean_on_another_sentence_is_a_number_of_the_method(of_ten: int, leaning: int) -> None:
    words = {"worked": ["Peers helped people who came.", "Trust takes time, and peers give it."]}
    words["did_not_work"] = ["We also waited for peers to come.", "They waited for the practice to refer."]
    pack = make_pack(2, words)
    draft = choosing.compose(replace(pack, numbers={**pack.numbers, "leaning_of_ten": of_ten}))

    against = [line.words for line in draft.lines if line.kind == "against"]
    assert len(against) == leaning  # a side is never empty


def test_where_something_did_not_work_at_least_a_quarter_of_the_statements_say_so() -> None:
    words = {
        "worked": [f"Peers helped with {thing} in many ways." for thing in ("food", "walks", "song", "rest", "art")]
    }
    words |= dict.fromkeys(("circumstances", "others_need", "next"), words["worked"])
    words["did_not_work"] = ["Health centres did not refer anybody at all."]
    draft = choosing.compose(make_pack(1, words))

    kinds = [line.kind for line in draft.lines]
    assert kinds.count("against") == 1
    assert kinds.count("for") <= 3


def test_a_sentence_under_no_theme_is_not_lost_when_it_is_all_there_is() -> None:
    draft = choosing.compose(make_pack(1, {"did_not_work": ["The hall flooded twice and we lost our chairs."]}))

    assert [(line.kind, line.theme) for line in draft.lines] == [("against", "")]


def test_a_drafted_title_has_70_letters_and_a_line_25_words_at_most() -> None:
    names = ["Time", "Partners and referral", "People with lived experience design and deliver", "X" * 90]
    titles = [wording.title([one], [other], "W" * 200) for one in names for other in names]
    assert all(len(title) <= wording.TITLE_LETTERS for title in [*titles, wording.title([], [], "W" * 200)])
    assert wording.title(["Shared learning"], ["Partners and referral"], "") == (
        "Helped: shared learning. In the way: partners and referral"
    )
    pack = replace(make_pack(1), projects=(replace(make_pack(1).projects[0], title="long walks " * 30),))
    for sides in ((True, True), (True, False), (False, False)):
        line = wording.one_line(pack, 1, has_for=sides[0], has_against=sides[1])
        assert len(line.split()) <= wording.LINE_WORDS


def test_the_title_names_what_helped_and_what_got_in_the_way_and_never_a_result() -> None:
    words = {
        "worked": ["People felt better and had more confidence.", "Peers with the same condition helped."],
        "did_not_work": ["Health centres did not refer anybody for a year."],
    }
    draft = choosing.compose(make_pack(2, words))

    assert draft.title == "What helped: peers. What got in the way: partners and referral"


# Words and figures --------------------------------------------------------------------------------------------------


def fixed_sentences() -> list[str]:
    filled = {
        "projects": "three projects",
        "sentences": "two sentences",
        "helped": "peers",
        "hindered": "time",
        "theme": "Time",
        "who": "Walking well",
        "project": "Walking well",
        "conditions": "asthma",
        "areas": "Fife",
        "many": "12",
        "few": "3",
        "of": "44",
        "name": "People who feel less alone",
        "id": "less-alone",
        "median": "40",
        "lowest": "20",
        "highest": "90",
        "saying": 3,
        "asked": 5,
        "opposing": 2,
        "what": "what helped",
        "other": "what got in the way",
        "first": "what got in the way",
        "second": "what helped",
        "told": "3 of 5 projects told what helped",
        "tell": "tells",
        "why": "all three groups met in one hall",
    }
    return [
        value.format(**filled)
        for name, value in sorted(vars(wording).items())
        if name.isupper() and isinstance(value, str)
    ]


def test_our_own_sentences_are_plain() -> None:
    for sentence in fixed_sentences():
        assert reading_age.grade(sentence) <= 8, sentence
        assert all(len(part.split()) <= 20 for part in sentence.split(". ")), sentence


def test_a_whole_draft_without_its_sources_is_plain(told: Report) -> None:
    draft = learning.compose(learning.gather(told.grant))

    assert reading_age.grade(f"{draft.one_line} {draft.limits}") <= 8


@pytest.mark.parametrize(
    ("numerator", "answered", "words", "kept", "percent"),
    [
        (204, 306, "204 of 306 people who answered", (204, 306), 67),
        (10, 20, "10 of 20 people who answered", (10, 20), 50),
        (7, 12, "7 of 12 people who answered", (7, 12), None),
        (3, 30, "fewer than 5 of 30", (None, None), None),
        (28, 30, "all but a few of 30", (None, None), None),
        (2, 4, "fewer than 5 people answered", (None, None), None),
        (0, 30, "0 of 30 people who answered", (0, 30), 0),
        (30, 30, "30 of 30 people who answered", (30, 30), 100),
    ],
)
def test_small_numbers_are_hidden_and_are_not_even_kept(
    told: Report, numerator: int, answered: int, words: str, kept: tuple[int | None, int | None], percent: int | None
) -> None:
    learned.make_share(told, numerator, answered)

    (figure,) = learning.compose(learning.gather(told.grant)).figures

    assert (figure["words"], (figure["numerator"], figure["denominator"]), figure["percent"]) == (words, kept, percent)
    if kept == (None, None):
        assert figure["is_hidden"]
        assert str(numerator) not in {str(value) for name, value in figure.items() if name not in {"reports"}}


def test_the_funds_own_threshold_holds_for_small_numbers(told: Report, morag: User) -> None:
    learned.make_share(told, 8, 30)
    assert learning.compose(learning.gather(told.grant)).figures[0]["words"] == "8 of 30 people who answered"
    withholding.set_threshold(told.grant.round.fund, by=morag, few=10, percent_from=50, reason="An island round.")

    draft = learning.compose(learning.gather(told.grant))

    assert (draft.figures[0]["words"], draft.figures[0]["numerator"]) == ("fewer than 10 of 30", None)
    assert (draft.parameters["few"], draft.parameters["percent_from"]) == (10, 50)


def test_a_summary_of_an_island_is_held_to_ten(told: Report) -> None:
    learned.make_share(told, 8, 30)
    told.grant.areas.set([factories.make_area("S12000023", "Orkney Islands")])

    draft = learning.compose(learning.gather(told.grant))

    assert (draft.figures[0]["words"], draft.figures[0]["numerator"]) == ("fewer than 10 of 30", None)
    assert (draft.parameters["few"], draft.parameters["few_careful"]) == (5, 10)


def test_figures_of_several_reports_are_added_and_never_averaged(told: Report) -> None:
    second = learned.make_told(told.grant)
    learned.make_share(told, 10, 20)
    learned.make_share(second, 90, 100)

    draft = learning.compose(learning.gather(told.grant))

    assert [(one["numerator"], one["denominator"], one["percent"]) for one in draft.figures] == [(100, 120, 83)]
    assert "counted twice" in draft.limits


# What goes in -------------------------------------------------------------------------------------------------------


def test_a_report_that_was_read_holds_on_to_nothing_of_it(told: Report) -> None:
    """With thousands of reports what each holds is the memory of a draft."""
    rows = list(Report.objects.prefetch_related("answers__section__questions"))
    for _ in ("read now", "read before"):
        assert reports.read_all(rows, gathering._themes(), Counter())
        assert all("reading" not in row._state.fields_cache for row in rows)
        assert all("answers" not in row._prefetched_objects_cache for row in rows)


def test_only_accepted_reports_are_read_and_the_others_are_counted(told: Report) -> None:
    unread = factories.make_report(told.grant, state="handed_in")
    ReportAnswers.objects.filter(report=unread, section__code="learned").update(
        values={"worked": "Peers told us a secret that nobody has read yet."}
    )

    pack = learning.gather(told.grant)

    assert {piece.source for piece in pack.pieces} == {told.pk}
    assert pack.left_out["reports_not_accepted"] == 1


def test_every_sentence_is_letter_for_letter_in_its_answer(told: Report) -> None:
    answers = {(sheet.report_id, code): text for sheet in told.answers.all() for code, text in sheet.values.items()}

    pieces = learning.gather(told.grant).pieces

    assert len(pieces) == 8
    for piece in pieces:
        whole = answers[piece.source, piece.field]
        assert whole[piece.start : piece.end] == piece.text
        assert piece.sha256 == sha256(whole)
    assert pieces[0].key == f"report{told.pk}.did.0"


def test_a_sentence_with_a_personal_detail_is_left_out_and_counted(themes: None) -> None:
    report = learned.make_told(did_not_work=f"{learned.SECRET} We had no time to visit every practice.")

    pack = learning.gather(report.grant)
    draft = learning.compose(pack)

    assert pack.left_out["sentences_with_personal_details"] == 1
    assert b"0131 496" not in draft.as_bytes()
    assert "We left out one sentence with personal details." in draft.limits
    assert "We had no time to visit every practice." in [line.words for line in draft.lines]


def test_answers_about_people_are_not_even_read(told: Report) -> None:
    learned.ask(told, "about_ann", "worked", "Peers say that Ann drinks too much.", privacy=Question.Privacy.SPECIAL)

    pack = learning.gather(told.grant)

    assert pack.left_out["answers_about_people"] == 1
    assert b"drinks" not in learning.compose(pack).as_bytes()


def test_a_story_goes_in_only_with_consent_for_a_channel_that_we_have(told: Report) -> None:
    shown = learned.make_story(told.grant, "web")
    learned.make_story(told.grant, "training", "model", good="A SECRET that is for training alone.")
    learned.withdraw(learned.make_story(told.grant, "web", "print", good="A SECRET that was taken back."))
    learned.make_story(told.grant, "web", good="A SECRET that is not ready.", state="draft")

    pack = learning.gather(told.grant)

    assert [(story.source, story.channels) for story in pack.stories] == [(shown.pk, ("web",))]
    assert pack.left_out["stories_without_consent"] == 2
    assert b"SECRET" not in learning.compose(pack).as_bytes()


def test_a_story_is_cut_at_whole_sentences_and_without_personal_details(told: Report) -> None:
    long = " ".join(f"Sentence number {n} has exactly eight words here." for n in range(20))
    learned.make_story(told.grant, "web", good=f"I live at 12 Leith Walk. {long}", hard="")

    (story,) = learning.gather(told.grant).stories

    (piece,) = story.pieces
    assert "Leith Walk" not in piece.text
    assert piece.text.endswith("here.")
    assert piece.words <= 60


def test_of_several_stories_one_that_tells_the_hard_comes_first(told: Report) -> None:
    for title in ("one", "two", "three"):
        learned.make_story(told.grant, "web", title=title, hard="")
    hard = learned.make_story(told.grant, "web", title="hard")

    draft = learning.compose(learning.gather(told.grant))

    stories = {line.pieces[0].source for line in draft.lines if line.kind == "story"}
    assert hard.pk in stories
    assert len(stories) == 2


def test_a_round_is_drafted_from_all_its_projects(themes: None) -> None:
    round_ = factories.make_round()
    for _ in range(3):
        application = factories.make_application(round_, state="awarded")
        learned.make_told(factories.make_grant(application))
    silent = factories.make_grant(factories.make_application(round_, state="awarded"))
    learned.make_told()  # of another round

    pack = learning.gather(round_)
    draft = learning.compose(pack)

    assert len(pack.projects) == 4
    assert silent.pk in {project.pk for project in pack.projects if not project.has_told}
    assert {(line.projects_saying, line.projects_asked) for line in draft.lines if line.theme} == {(3, 4)}
    assert draft.one_line == "Three projects tell what helped, and what got in the way."


def test_gathering_costs_the_same_for_one_report_and_for_three(told: Report) -> None:
    learning.gather(told.grant)  # reads the report for good
    with CaptureQueriesContext(connection) as one:
        learning.gather(told.grant)
    for number in range(2):
        learned.make_story(learned.make_told(told.grant, worked=f"Peers helped {number} times.").grant, "web")
    learning.gather(told.grant)
    with CaptureQueriesContext(connection) as three:
        learning.gather(told.grant)

    assert len(three) == len(one)


def only(pack: Pack, side: str) -> Pack:
    return replace(pack, pieces=tuple(piece for piece in pack.pieces if piece.side == side))


def test_the_one_line_says_of_many_projects_only_what_they_tell() -> None:
    silent = Project(9, "Silent", (), (), True)  # its report says nothing of it
    pack = make_pack(3)
    pack = replace(pack, projects=(*pack.projects, silent))

    def line(pack: Pack) -> str:
        return choosing.compose(pack).one_line

    assert line(pack) == "Three projects tell what helped, and what got in the way."
    assert line(only(pack, "for")) == "Three projects tell what helped."
    assert line(only(pack, "against")) == "Three projects tell what got in the way."
    assert line(only(pack, "whom")) == "We heard from four projects, but not yet what helped or what got in the way."
    alone = replace(pack, pieces=tuple(piece for piece in pack.pieces if piece.project == 1))
    assert line(alone) == "One project tells what helped, and what got in the way."


def test_the_one_line_of_one_project_names_the_project_and_not_the_scope() -> None:
    pack = replace(make_pack(1), scope="area", title="Fife")
    assert choosing.compose(pack).one_line == "Project 1 tells what helped, and what got in the way."
    assert choosing.compose(only(pack, "against")).one_line == "Project 1 tells what got in the way."


def test_without_the_list_of_themes_nothing_is_drafted_and_the_words_say_why(told: Report) -> None:
    Term.objects.all().delete()

    with pytest.raises(Refused, match="list of learning themes is not loaded"):
        learning.gather(told.grant)


@pytest.mark.parametrize("scope", ["search:zzzzqqq", "approach:singing"])
def test_a_scope_that_no_project_fits_is_refused_for_that_reason(told: Report, scope: str) -> None:
    name = scope.partition(":")[2]
    for ask in (learning.gather, lambda about: learning.ask_for_draft(about, by=None)):
        with pytest.raises(Refused, match=f"No project here fits “{name}”.*“Ask for a draft” lists it"):
            ask(learning.parse_scope(scope))


def test_a_project_without_a_report_is_refused_by_its_name(told: Report) -> None:
    grant = factories.make_grant(title="Silent so far")
    with pytest.raises(Refused, match="accepted no report of “Silent so far”"):
        learning.gather(grant)


def test_the_example_of_a_scope_is_one_that_the_shipped_lists_have(db: None) -> None:
    reference.load()
    (example,) = re.findall(r"condition:\w+", scopes.HOW)
    assert learning.parse_scope(example).kind == "condition"


def test_without_an_accepted_report_nothing_is_drafted(themes: None, olive: User) -> None:
    report = factories.make_report(state="handed_in")

    with pytest.raises(Refused, match="nothing to draft from"):
        learning.gather(report.grant)
    with pytest.raises(Refused, match="nothing to draft from"):
        learning.ask_for_draft(report.grant, by=olive)


# The job ------------------------------------------------------------------------------------------------------------


def test_a_draft_is_asked_for_once_for_each_set_of_evidence(told: Report, olive: User) -> None:
    first = learning.ask_for_draft(told.grant, by=olive, because=told)
    again = learning.ask_for_draft(told.grant, by=olive)
    learned.make_told(told.grant)
    new = learning.ask_for_draft(told.grant, by=olive)

    assert first.pk == again.pk
    assert new.pk != first.pk
    assert told.name in first.title


def test_a_job_that_is_told_twice_drafts_once(told: Report, olive: User) -> None:
    job = learning.ask_for_draft(told.grant, by=olive)

    jobs.run(job.pk)
    jobs.run(job.pk)

    summary = LearningSummary.objects.get()
    job.refresh_from_db()
    assert (job.state, job.tries, job.result) == ("done", 1, {"summary": summary.pk})
    assert job.step_words == "Keeping the draft"


def test_a_worker_that_was_overtaken_leaves_no_second_draft(told: Report, olive: User) -> None:
    """The first worker has computed its draft when another takes the job over and finishes it."""
    job = learning.ask_for_draft(told.grant, by=olive)
    slow = jobs.claim(job.pk)
    assert slow is not None
    draft = learning.compose(learning.gather(told.grant))
    Job.objects.filter(pk=job.pk).update(locked_until="2000-01-01T00:00:00Z")
    jobs.run(job.pk)

    with pytest.raises(jobs.Lost), jobs.settling(slow):
        learning.store(draft, by=olive, job=slow)

    assert LearningSummary.objects.count() == 1


def test_a_draft_without_themes_parks_with_words_that_an_officer_can_act_on(told: Report, olive: User) -> None:
    job = learning.ask_for_draft(told.grant, by=olive)
    Term.objects.all().delete()

    with pytest.raises(Refused):
        jobs.run(job.pk)

    assert "load the reference lists" in Job.objects.get(pk=job.pk).error


# Keeping ------------------------------------------------------------------------------------------------------------


def test_a_draft_is_kept_with_its_statements_and_every_source_opens_at_its_words(told: Report, olive: User) -> None:
    learned.make_story(told.grant, "web", "print")
    summary = learned.make_draft(told, by=olive)

    assert (summary.state, summary.version, summary.scope, summary.grant) == ("generated", 1, "grant", told.grant)
    assert summary.slug == f"walking-back-to-wellness-{told.grant.reference.lower()}"
    assert summary.history.get().history_user == olive
    assert {line.kind for line in summary.statements.all()} == {"for", "against", "whom", "story"}
    opened = tracing.open_all(Source.objects.all())
    assert len(opened) == summary.statements.count()
    for statement in summary.statements.all():
        source = statement.sources.get()
        assert opened[source.pk].holds
        assert opened[source.pk].words == source.quote == statement.drafted


def test_a_source_says_when_its_answer_was_changed_since(told: Report) -> None:
    summary = learned.make_draft(told)
    sheet = told.answers.get(section__code="learned")
    sheet.values = {**sheet.values, "worked": "Other words."}
    sheet.save()

    source = Source.objects.filter(statement__summary=summary, field="worked").first()
    assert source is not None
    opened = tracing.open_all([source])[source.pk]

    assert not opened.holds
    assert opened.words == source.quote


def test_the_same_evidence_makes_no_second_version(told: Report) -> None:
    first = learned.make_draft(told)
    again = learned.make_draft(told)

    assert first.pk == again.pk
    assert LearningSummary.objects.count() == 1


def test_a_new_draft_replaces_the_untouched_one_and_leaves_an_edited_one_alone(told: Report, lena: User) -> None:
    untouched = learned.make_draft(told)
    learned.make_told(told.grant)
    edited = learned.make_draft(told)
    learned.edit(edited, by=lena, title="Peers bring people back")
    learned.make_told(told.grant)
    newest = learned.make_draft(told)

    found = dict(LearningSummary.objects.values_list("version", "state"))
    assert found == {1: "replaced", 2: "editing", 3: "generated"}
    assert (newest.version, newest.slug) == (3, untouched.slug)
    edited.refresh_from_db()
    assert edited.title == "Peers bring people back"


def test_a_draft_of_a_demo_project_is_marked_as_demo(themes: None) -> None:
    report = learned.make_told(factories.make_grant(is_demo=True))

    assert learned.make_draft(report).is_demo


# Editing ------------------------------------------------------------------------------------------------------------


def test_an_edit_keeps_the_drafted_words_and_stamps_the_editor(told: Report, lena: User) -> None:
    summary = learned.make_draft(told)
    statement = summary.statements.filter(kind="for").first()
    assert statement is not None

    learning.edit_statement(statement, "Peers bring people back.", by=lena)

    statement.refresh_from_db()
    summary.refresh_from_db()
    assert (statement.words, statement.edited) == ("Peers bring people back.", "Peers bring people back.")
    assert statement.drafted == statement.sources.get().quote
    assert (summary.state, summary.edited_by) == ("editing", lena)


@pytest.mark.parametrize("words", ["", "  ", None])
def test_an_empty_edit_brings_the_drafted_words_back(told: Report, lena: User, words: str | None) -> None:
    statement = learned.make_draft(told).statements.filter(kind="for").first()
    assert statement is not None
    learning.edit_statement(statement, "Peers bring people back.", by=lena)

    learning.edit_statement(statement, statement.drafted if words is None else words, by=lena)

    statement.refresh_from_db()
    assert (statement.edited, statement.words) == ("", statement.drafted)


def test_a_statement_is_left_out_and_brought_back(told: Report, lena: User, morag: User) -> None:
    statement = learned.make_draft(told).statements.filter(kind="for").first()
    assert statement is not None

    learning.drop(statement, by=lena)
    assert Statement.objects.get(pk=statement.pk).is_dropped
    learning.restore(statement, by=morag)

    statement.refresh_from_db()
    statement.summary.refresh_from_db()
    assert not statement.is_dropped
    assert statement.summary.edited_by == morag


def test_nobody_changes_the_words_of_a_story(told: Report, lena: User) -> None:
    learned.make_story(told.grant, "web")
    statement = learned.make_draft(told).statements.filter(kind="story").first()
    assert statement is not None

    with pytest.raises(Refused, match="somebody’s own words"):
        learning.edit_statement(statement, "I was cured.", by=lena)


def test_an_edit_with_personal_details_waits_for_somebody_to_settle_them(told: Report, lena: User) -> None:
    summary = learned.make_draft(told)
    statement = summary.statements.first()
    assert statement is not None

    learning.edit_statement(statement, learned.SECRET, by=lena)
    learned.edit(summary, by=lena, limits=learned.SECRET)

    found = [(detail.field, detail.text) for detail in gate.waiting(summary)]
    place = f"statement {statement.pk}"
    assert found == [(at, text) for at in ("limits", place) for text in ("Morag", "0131 496 0123")]
    learning.edit_statement(statement, "Ring first.", by=lena)
    assert {detail.field for detail in gate.waiting(summary)} == {"limits"}


def test_what_is_approved_cannot_be_edited(told: Report, lena: User, morag: User) -> None:
    from reporting import publishing

    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)

    with pytest.raises(Refused, match="Approved"):
        learned.edit(summary, by=lena, title="Late")
    with pytest.raises(Refused, match="Approved"):
        learning.drop(summary.statements.all()[0], by=lena)


def test_what_stands_in_the_way_of_approval_is_said(told: Report) -> None:
    summary = learned.make_draft(told)
    first, *others = summary.statements.all()
    Statement.objects.filter(pk=first.pk).update(edited="Ring us on 0131 496 0123.")
    guarding.look_through(summary, by=None)
    others[0].sources.all().delete()

    found = learning.faults(LearningSummary.objects.get(pk=summary.pk))

    assert [(fault.statement, fault.words) for fault in found] == [
        (first, "“0131 496 0123” may give somebody away (phone number)."),
        (others[0], "This statement has lost its source."),
    ]
    summary.statements.update(is_dropped=True)
    guarding.look_through(summary, by=None)
    assert [fault.words for fault in learning.faults(LearningSummary.objects.get(pk=summary.pk))] == [
        "Every statement was left out, so there is nothing to read."
    ]


def test_the_draft_is_plain_json(told: Report) -> None:
    learned.make_share(told, 20, 30)
    read = json.loads(learning.compose(learning.gather(told.grant)).as_bytes())

    assert read["generator"] == "slots and themes 5"
    assert read["counts"]["projects_that_told"] == 1
    assert learning.find_scope(read["scope"], read["key"]).row == told.grant
