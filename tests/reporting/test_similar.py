"""Projects like a question or like another one: what comes first, why, how it differs, and when nothing is close."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Grant
from fund import reference
from fund.kit import history, semantic
from fund.models import CouncilArea, Term
from reporting import similar
from reporting.models import ProjectVector
from reporting.similar import index, meaning, telling, tfidf, weighing, words
from tests import factories
from tests.reporting import measured
from tests.world import make_summary

needs_model = pytest.mark.skipif(not semantic.is_installed(), reason="The extra “semantic” is not installed")


def award(title: str, summary: str = "", **facts: object) -> Grant:
    tags = {name: facts.pop(name) for name in index.FACETS if name in facts}
    group = facts.pop("organisation", None) or factories.make_organisation()
    row = Grant(
        organisation=group, reference=f"PAST-{Grant.objects.count() + 1:04}", title=title, summary=summary,
        words=tags, state="past", **facts,
    )  # fmt: skip
    return history.save(row, by=None)


@pytest.fixture
def awards(db: None) -> list[Grant]:
    reference.load()
    made = [
        award("Singing for breath", "A choir in a hall.", conditions=["COPD"], activities=["singing"], people=["men"]),
        award("Gout kitchen", "Cooking lessons.", conditions=["gout"], activities=["cooking"]),
        award("Tai chi by the sea", "Gentle balance classes.", activities=["tai chi"], people=["older people"]),
        award("Diaries of pain", "Writing with poets.", conditions=["chronic pain"], activities=["writing"]),
    ]
    made[1].areas.add(CouncilArea.objects.get(name="Orkney Islands"))
    made[2].areas.add(CouncilArea.objects.get(name="Moray"))
    return made


def titles(text: str, facets: dict[str, list[str]] | None = None, **more: object) -> list[str]:
    return [match.grant.title for match in similar.like_words(text, facets, with_model=False, **more).matches]


# How well ------------------------------------------------------------------------------------------------------------


def test_it_answers_the_invented_questions_well(db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = measured.bring_in(tmp_path)
    with_facets = measured.mean_ndcg(data, lambda one: titles(one["text"], one["facets"]))
    text_only = measured.mean_ndcg(data, lambda one: titles(one["text"]))
    with capsys.disabled():
        sys.stdout.write(f"\nnDCG@5 of similar projects: {with_facets:.3f} with facets, {text_only:.3f} in words\n")
    assert len(data["projects"]) == 24
    assert len(data["questions"]) == 20
    assert with_facets >= 0.85
    assert text_only >= 0.72


@needs_model
def test_the_model_does_no_harm(db: None, tmp_path: Path) -> None:
    data = measured.bring_in(tmp_path)
    meaning.keep(meaning.read(meaning.missing()))

    def rank(one: dict, facets: bool) -> list[str]:
        found = similar.like_words(one["text"], one["facets"] if facets else None)
        return [match.grant.title for match in found.matches]

    assert measured.mean_ndcg(data, lambda one: rank(one, True)) >= 0.90
    assert measured.mean_ndcg(data, lambda one: rank(one, False)) >= 0.80


def test_the_measure_is_right() -> None:
    """By hand: gains 3 and 1 at places 2 and 3, of which the best order would have places 1 and 2."""
    assert measured.ndcg(["x", "a", "b"], {"a": 3, "b": 1}) == pytest.approx(
        (3 / 1.58496 + 1 / 2) / (3 + 1 / 1.58496), 1e-4
    )
    assert measured.ndcg(["x"], {"a": 3}) == 0


# What comes first ----------------------------------------------------------------------------------------------------


def test_it_says_why_and_how_it_differs(awards: list[Grant]) -> None:
    [match] = similar.like_words(
        "We want a choir", {"conditions": ["lung disease"], "activities": ["singing"], "people": ["carers"]}
    ).matches[:1]
    assert match.grant == awards[0]
    assert match.why == ["Also about COPD (near to lung disease)", "Also offers singing", "Also speaks of choir"]
    assert match.differs == ["It is for men, not carers"]


def test_a_reason_names_words_though_nothing_rare_or_tagged_is_shared(awards: list[Grant]) -> None:
    read = index.current()
    choir = next(one for one in read.projects if "Singing for breath" in one.text)
    for text in ("Hall hall.", "Quite another thing."):
        (why,), _ = telling.reasons(read, telling.Asked(text, {}), choir, {})
        assert why.startswith(("Also ", "Close to it: both speak of ", "Close to it: it speaks of ")), why
    assert "choir" in why or "breath" in why, "it names words of the project"


def test_what_is_guessed_from_the_words_is_said(awards: list[Grant]) -> None:
    answer = similar.like_words("A choir for breathless people in Moray")
    assert answer.guessed == {"conditions": ["lungs and breathing"], "activities": ["music"], "areas": ["Moray"]}
    assert answer.matches[0].grant == awards[0]


def test_what_is_ticked_is_not_guessed_besides(awards: list[Grant]) -> None:
    assert similar.like_words("A choir", {"conditions": ["gout"]}).guessed == {}


def test_a_place_lifts_and_never_shuts_out(awards: list[Grant]) -> None:
    other = award("Singing for life", "A choir in a hall.", conditions=["COPD"], activities=["singing"])
    other.areas.add(CouncilArea.objects.get(name="Moray"))
    asked = {"conditions": ["COPD"], "activities": ["singing"]}
    assert titles("A choir", {**asked, "areas": ["Moray"]})[:2] == ["Singing for life", "Singing for breath"]
    elsewhere = titles("A choir", {**asked, "areas": ["Fife"]})[:2]
    assert sorted(elsewhere) == ["Singing for breath", "Singing for life"]


def test_a_board_is_where_its_councils_are(awards: list[Grant]) -> None:
    places = index.current().places
    assert places.alike("NHS Grampian", "Moray") == 1
    assert places.alike("Aberdeen City", "Moray") == 0.5
    assert places.alike("Fife", "Moray") == 0
    assert places.alike("Scotland-wide", "Moray") == 0.2


def test_carers_are_found_whether_they_stand_under_people_or_conditions(awards: list[Grant]) -> None:
    term = Term.objects.of("conditions").get(code="CARER")
    award("Time off", "Breaks.").health_conditions.add(term)
    assert titles("", {"people": ["unpaid carers"]}) == ["Time off"]


def test_at_most_two_of_one_group(awards: list[Grant]) -> None:
    group = factories.make_organisation()
    for number in range(4):
        award(f"Choir {number}", "Singing.", activities=["singing"], conditions=["COPD"], organisation=group)
    found = similar.like_words("choir", {"activities": ["singing"], "conditions": ["COPD"]}, limit=5).matches
    assert [match.grant.organisation for match in found].count(group) == 2
    assert awards[0] in [match.grant for match in found]


def test_nothing_close_is_an_answer(awards: list[Grant]) -> None:
    assert similar.like_words("blockchain futures").matches == []
    assert similar.like_words("").matches == []
    assert similar.like_words("", {"areas": ["Atlantis"]}).matches == []


def test_stronger_evidence_comes_first_among_equals(awards: list[Grant]) -> None:
    one = award("Song one", "A choir.", activities=["singing"], conditions=["COPD"])
    two = award("Song two", "A choir.", activities=["singing"], conditions=["COPD"])
    asked = {"activities": ["singing"], "conditions": ["COPD"]}
    assert [title for title in titles("song", asked) if title.startswith("Song")] == ["Song one", "Song two"]
    report = factories.make_report(factories.make_grant(), state="accepted")
    make_summary(two, report, "song-two", "published", strength=3)
    make_summary(one, report, "song-one", "editing", strength=5)
    found = similar.like_words("song", asked, with_model=False).matches
    assert [(match.grant.title, match.strength) for match in found[:2]] == [("Song two", 3), ("Song one", None)]


def test_what_is_added_or_refused_is_seen_at_once(awards: list[Grant]) -> None:
    assert titles("A kiln for potters") == []
    kiln = award("Kiln", "Potters with a kiln.")
    assert titles("A kiln for potters") == ["Kiln"]
    kiln.state = "refused"
    history.save(kiln, by=None)
    assert titles("A kiln for potters") == []


def test_a_project_is_like_others_and_never_like_itself(awards: list[Grant]) -> None:
    other = award("Breathing in chorus", "A choir in a chapel.", conditions=["asthma"], activities=["singing"])
    found = similar.like_project(awards[0]).matches
    assert found[0].grant == other
    assert awards[0] not in [match.grant for match in found]
    assert found[0].why == [
        "Also about asthma (near to COPD)",
        "Also offers singing",
        "Also speaks of breathing and choir",
    ]
    assert found[0].differs == ["It is not for men"]


def test_an_only_project_is_like_none(db: None) -> None:
    reference.load()
    assert similar.like_project(award("Alone")).matches == []
    assert similar.like_words("Alone").matches[0].grant.title == "Alone"


def test_it_costs_the_same_queries_for_few_and_for_many(awards: list[Grant]) -> None:
    def cost() -> int:
        similar.like_words("choir", with_model=False)  # reads the projects
        with CaptureQueriesContext(
            connection,
        ) as queries:
            similar.like_words("choir", with_model=False)
        return len(queries)

    few = cost()
    for number in range(6):
        award(f"Choir {number}", "Singing in a choir.", activities=["singing"])
    assert few == cost() == 6


# Words and weights ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "degree"),
    [
        ("Walking groups", "walking group", 1),
        ("COPD", "lung disease", 0.9),
        ("diabetes", "type 2 diabetes", 0.9),
        ("exercise", "gentle seated exercise", 0.9),
        ("juggling", "juggling outdoors", 0.7),
        ("any long term condition", "gout", 0.2),
        ("gout", "stammering", 0),
        ("arthritis and related conditions", "family carers", 0),
        ("several long term conditions at once", "severe depression", 0.2),
        ("ME", "chronic fatigue syndrome", 0.9),
    ],
)
def test_how_alike_two_tags_are(one: str, other: str, degree: float) -> None:
    assert words.alike(words.tag(one), words.tag(other)) == words.alike(words.tag(other), words.tag(one)) == degree


def test_the_weights_are_those_of_scikit_learn() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer

    texts = [row["summary"] for row in json.loads(measured.FILE.read_text())["projects"]] + [""]
    theirs = TfidfVectorizer(analyzer=words.tokens, sublinear_tf=True).fit(texts)
    ours = tfidf.fit(texts, words.tokens)
    assert list(ours.columns) == theirs.get_feature_names_out().tolist()
    assert np.abs(ours.matrix.toarray() - theirs.transform(texts).toarray()).max() < 1e-6
    asked = "singing and walking with zebras in a group"
    cosines = (theirs.transform(texts) @ theirs.transform([asked]).T).toarray().ravel()
    assert ours.closeness(asked) == pytest.approx(cosines, abs=1e-6)


def test_me_the_illness_is_no_me() -> None:
    assert words.plain_words("She helps me with M.E. and ME/CFS") == ["helps", "mecfs", "mecfs", "cfs"]


def test_scaling_does_not_make_a_stray_word_a_full_score() -> None:
    assert weighing.scaled(np.array([0.0, 0.03]), 0.12).tolist() == [0, 0.25]
    assert weighing.scaled(np.array([0.1, 0.3, 0.5]), 0.12).tolist() == pytest.approx([0, 0.5, 1])
    assert weighing.scaled(np.array([0.0, 0.0]), 0.12).tolist() == [0, 0]


def test_ties_go_to_the_stronger_then_to_the_lower_id() -> None:
    rows = [(0.90, 0, 7), (0.89, 4, 9), (0.885, 4, 8), (0.86, 5, 1), (0.90, 0, 3)]
    assert weighing.in_order(rows) == [1, 2, 4, 0, 3]


def test_a_missing_part_leaves_its_weight_to_the_others() -> None:
    half = np.array([0.5])
    assert weighing.added((0.3, 0, 0.7), half, None, None).tolist() == [0.5]
    assert weighing.added((0.3, 0, 0.7), half, None, np.array([1.0])).tolist() == pytest.approx([0.85])


# Meaning, where the model is installed -------------------------------------------------------------------------------


@needs_model
def test_a_job_reads_each_project_once_and_again_when_its_words_change(
    awards: list[Grant], work: Callable[[], None]
) -> None:
    assert meaning.ask(by=None) == meaning.ask(by=None)
    work()
    assert ProjectVector.objects.count() == 4
    assert meaning.ask(by=None) is None
    awards[0].summary = "A brass band."
    history.save(awards[0], by=None)
    before = bytes(awards[0].vector.vector)
    assert list(meaning.missing()) == [awards[0].pk]
    meaning.ask(by=None)
    work()
    assert bytes(ProjectVector.objects.get(grant=awards[0]).vector) != before
    assert meaning.missing() == {}


@needs_model
def test_meaning_finds_other_words(awards: list[Grant]) -> None:
    """No word of the question stands in the project, and none is on our list."""
    assert titles("verse and prose") == []
    meaning.keep(meaning.read(meaning.missing()))
    assert similar.like_words("verse and prose").matches[0].grant == awards[3]


@needs_model
def test_no_page_reads_projects(awards: list[Grant]) -> None:
    similar.like_words("choir")
    similar.like_project(awards[0])
    assert ProjectVector.objects.count() == 0
