"""The pieces of work that are measured, each with the aim that the fund has for it."""

import itertools
import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from applications import assessing, scenarios
from applications.models import Application, Assessment
from fund.models import Fund, Question, Role, Round, User
from tests.bench.client import Answer, Browser

MOST_MEMORY = 180  # MB of a worker
LARGE = 5000  # so many bids and more are a large round


@dataclass(frozen=True)
class Work:
    """One piece of work: done `times` over, with its aims. `aim` is in CPU ms, for a large round `aim_large`."""

    name: str
    aim: float
    once: Callable[[], Answer]
    times: int = 20
    expected: tuple[int, ...] = (200,)
    most_queries: int | None = None
    aim_large: float | None = None
    before: Callable[[], object] | None = None  # what has to be so first

    def aim_at(self, bids: int) -> float:
        return self.aim_large if self.aim_large is not None and bids >= LARGE else self.aim


def officer() -> User:
    role = Role.objects.filter(kind="officer", user__email__startswith="bench-").select_related("user").first()
    if role:
        return role.user
    person = User.objects.create(email="bench-officer@example.org", name="Bench Officer", password="!")
    Role.objects.create(user=person, fund=Fund.objects.order_by("pk")[0], kind="officer")
    return person


def member(read: Round) -> User:
    """Somebody on the panel who has no ties to the first bid of the round."""
    person, is_new = User.objects.get_or_create(
        email="bench-panel@example.org", defaults={"name": "Bench Panel", "password": "!"}
    )
    if is_new:
        Role.objects.create(user=person, fund=Fund.objects.order_by("pk")[0], kind="panel")
    assessing.declare_for_panel(read.applications.order_by("pk")[0], by=person, kind="none")
    return person


def all_work(address: str, read: Round, open_round: Round) -> list[Work]:
    """Everything that is measured on a round of applications that were read, and on one that is open."""
    chance = random.Random(7)
    olive = Browser(address, officer())
    word = a_word_of(read)
    bids = list(read.applications.order_by("pk").values_list("pk", flat=True))
    drafts = iter(
        open_round.applications.filter(state=Application.State.DRAFT).select_related("started_by").order_by("pk")
    )
    assessment = Assessment.objects.filter(application__round=read).select_related("assessor").first()
    assert assessment is not None
    Assessment.objects.filter(pk=assessment.pk).update(state=Assessment.State.STARTED)
    sam = Browser(address, assessment.assessor)
    writer = open_round.applications.filter(state=Application.State.DRAFT).select_related("started_by").last()
    assert writer is not None
    ann = Browser(address, writer.started_by)
    typed = _typing(ann, writer)
    scores = {}
    for criterion in read.criteria.all():
        scores |= {f"score_{criterion.pk}": "4", f"strong_{criterion.pk}": "A clear plan."}

    pat = Browser(address, member(read))
    panel_bid = reverse("applications:panel-application", args=[bids[0]])

    def one_bid() -> Answer:
        return olive.get(reverse("applications:application", args=[chance.choice(bids)]))

    def hand_in() -> Answer:
        draft = next(drafts)
        return Browser(address, draft.started_by).post(reverse("applications:submit", args=[draft.pk]), declared="on")

    def page(name: str, query: str = "") -> Callable[[], Answer]:
        return lambda: olive.get(reverse(f"applications:{name}", args=[read.slug]) + query)

    def panel_page() -> Answer:
        return pat.get(reverse("applications:panel-ranking", args=[read.slug]))

    def view(name: str) -> Callable[[], object]:
        return lambda: scenarios.choose(read, name, why=f"Measured so: {name}", by=olive.person)

    return [
        Work("list, first page", 60, page("applications"), most_queries=15, aim_large=70),
        Work("list, search", 60, page("applications", f"?q={word}"), aim_large=80),
        Work("list, page 20", 60, page("applications", "?page=20"), most_queries=15, aim_large=70),
        Work("ranking", 100, page("ranking"), most_queries=15, aim_large=250, before=view("raw")),
        Work("panel’s ranking", 100, panel_page, most_queries=15, aim_large=250),
        Work("ranking, adjusted", 100, page("ranking"), most_queries=15, aim_large=250, before=view("adjusted")),
        Work("panel’s ranking, adjusted", 100, panel_page, most_queries=15, aim_large=250),
        Work("one bid", 45, one_bid, most_queries=20),
        Work("score form", 45, lambda: sam.get(reverse("applications:assessment", args=[assessment.pk]))),
        Work(
            "scores saved",
            60,
            lambda: sam.post(reverse("applications:save-scores", args=[assessment.pk]), **scores),
            expected=(302,),
        ),
        Work("scores while typing", 25, _scoring(sam, assessment, list(scores))),
        Work("fairness bench", 2000, page("fairness"), 3, aim_large=10_000),
        Work("panel’s bid", 45, lambda: pat.get(panel_bid), most_queries=20),
        Work("applicant’s home", 30, lambda: ann.get(reverse("reporting:my"))),
        Work("list of parts", 45, lambda: ann.get(reverse("applications:detail", args=[writer.pk]))),
        Work("section page", 45, lambda: ann.get(reverse("applications:section", args=[writer.pk, "plan"]))),
        Work("autosave", 25, typed),
        Work("check page", 60, lambda: ann.get(reverse("applications:check", args=[writer.pk]))),
        Work("handing in", 120, hand_in, expected=(302,)),
        Work("all as CSV", 3000, page("applications-csv"), 3, most_queries=10, aim_large=15_000),
        Work("all as Excel", 3000, page("applications-excel"), 3, most_queries=10, aim_large=15_000),
    ]


def a_word_of(read: Round) -> str:
    """A word of the first bid's title, so that a search finds something."""
    title = read.applications.order_by("pk").values_list("title", flat=True)[0]
    return max(title.split(), key=len).lower()


def _scoring(sam: Browser, assessment: Assessment, names: list[str]) -> Callable[[], Answer]:
    """A reader whose page saves by itself, with one score that changes."""
    path = reverse("applications:autosave-scores", args=[assessment.pk])
    page = secrets.token_hex(8)
    first = next(name for name in names if name.startswith("score_"))
    turn = itertools.count()

    def once() -> Answer:
        version = Assessment.objects.values_list("version", flat=True).get(pk=assessment.pk)
        return sam.post(path, **{first: str(next(turn) % 5 + 1), "changed": first, "page": page}, version=str(version))

    return once


def _typing(ann: Browser, writer: Application) -> Callable[[], Answer]:
    """One answer that grows by some words at each pause, as a page sends it by itself."""
    sheet = writer.sheets.select_related("section").get(section__code="plan")
    question = sheet.section.questions.filter(kind=Question.Kind.TEXT).order_by("position")[0]
    path = reverse("applications:save-answer", args=[writer.pk, "plan"])
    page = secrets.token_hex(8)
    began = sheet.version
    revisions = itertools.count(1)

    def once() -> Answer:
        revision = next(revisions)
        words = {"changed": question.code, question.code: "We walk by the river. " * (revision % 8 + 1)}
        return ann.post(path, version=str(began), page=page, revision=str(revision), **words)

    return once
