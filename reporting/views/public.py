"""What anybody can read: what was learned, and every award."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applications.models import Grant
from fund.kit.plain_text import tidy_line
from fund.models import CouncilArea, Term
from reporting import outputs, rules, shelf, similar
from reporting.forms.public import LONGEST, FindLearning, FindProjects
from reporting.learning import searching, showing
from reporting.models import LearningEvent, LearningSummary, Paper, Statement
from reporting.outputs import card, easy, schema_org
from reporting.reviewing import signing

LONGEST_WORD = 1000  # longer ones no database looks for


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The front door of what was learned: words, facets with counts, and projects close to what is looked for."""
    form = FindLearning(request.GET)
    words, chosen, standing = _words(form), form.chosen, shelf.current()
    summaries = LearningSummary.objects.published().select_related("grant__organisation", "round")
    for word in words:
        summaries = summaries.filter(_says(word))
    found = list(summaries.order_by("-published_at", "-pk").values_list("pk", flat=True))
    page = Paginator(standing.fitting(found, chosen), 20).get_page(request.GET.get("page"))
    rows = summaries.in_bulk(list(page.object_list))
    is_search = bool(words or chosen)
    may_draft = request.user.is_authenticated and rules.may_work_at_desk(request.user)
    asked = searching.of(" ".join(words), chosen) if may_draft else None
    context = {
        "page": page,
        "lines": [(rows[pk], standing.matching(pk, chosen)) for pk in page.object_list if pk in rows],
        "form": form,
        "words": " ".join(words),
        "facets": standing.facets(found, chosen),
        "chips": _chips(request.GET, chosen),
        "is_search": is_search,
        "to_draft": asked.key if asked else "",
        "close": _close(words, chosen) if is_search else None,
        "events": () if is_search else LearningEvent.objects.public()[:12],
    }
    return render(request, "reporting/public/library.html", context)


def _chips(query: QueryDict, chosen: dict[str, list[str]]) -> list[tuple[str, str, str]]:
    """What is chosen: its facet, its value, and the address without it."""
    chips = []
    for name, values in chosen.items():
        for value in values:
            rest = query.copy()
            rest.pop("page", None)
            rest.setlist(name, [other for other in query.getlist(name) if tidy_line(other)[:LONGEST] != value])
            chips.append((shelf.FACETS[name], value, f"?{rest.urlencode()}"))
    return chips


def _close(words: list[str], chosen: dict[str, list[str]]) -> similar.Answer:
    """Projects, past and present, that are close to what is looked for, whether they have a summary or not."""
    facets = {theirs: chosen[name] for name, theirs in shelf.OF_GRANT.items() if name in chosen}
    return similar.like_words(" ".join(words), facets, limit=4)


def _words(form: FindLearning | FindProjects) -> list[str]:
    words = form.cleaned_data.get("q", "").split()[:10] if form.is_valid() else []
    return [word[:LONGEST_WORD] for word in words]


def _says(word: str) -> Q:
    """Where a word may stand for a search to find it: never in a story, because its consent may end."""
    shown = Statement.objects.before_the_wall().filter(summary=OuterRef("pk"), is_dropped=False)
    shown = shown.exclude(kind=Statement.Kind.STORY)
    as_edited = Q(edited__icontains=word) | Q(edited="", drafted__icontains=word)
    return (
        Q(title__icontains=word)
        | Q(one_line__icontains=word)
        | Q(for_whom__icontains=word)
        | Q(about__icontains=word)
        | Q(round__name__icontains=word)
        | Q(grant__title__icontains=word)
        | Q(grant__organisation__name__icontains=word)
        | Q(Exists(shown.filter(as_edited | Q(theme__name__icontains=word))))
    )


@never_cache
@require_safe
def summary(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(showing.with_lines(LearningSummary.objects.readable()), slug=slug)
    there = outputs.current_all(row)
    shown = showing.show(row, "web")
    context = {
        "summary": row,
        "shown": _with_places(shown),
        "for_machines": schema_org.as_text(shown),
        "reader": signing.named(row),
        "takes": [(outputs.FORMATS[Paper.Kind(paper.kind)], paper) for paper in there.values()],
        "has_easy": easy.saved(row) is not None,
        "is_made": not there and outputs.is_being_made(row),
        "alt": card.alt(row),
        "site": settings.SITE_ADDRESS,
        "cited": shown.cited if row.grant is None else [],
        "alike": showing.alike(shown),
    }
    return render(request, "reporting/public/summary.html", context)


def _with_places(shown: showing.Shown) -> showing.Shown:
    """Say at each source where it comes from. A report that hundreds of lines cite is written out once."""
    written: dict[str, str] = {}
    for line in shown.lines:
        for source in line.sources.all():
            if source.origin not in written:
                written[source.origin] = render_to_string("reporting/public/where.html", {"source": source})
            source.where = written[source.origin]  # type: ignore[attr-defined]
    return shown


@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    form = FindProjects(request.GET)
    grants = Grant.objects.public().select_related("organisation", "round").prefetch_related("areas")
    for word in _words(form):
        grants = grants.filter(_tells(word))
    if form.is_valid() and (area := form.cleaned_data["area"]):
        grants = grants.filter(_is_in(area))
    if form.is_valid() and (year := form.cleaned_data["year"]):
        grants = grants.filter(Q(starts_on__year=year) | Q(starts_on__isnull=True, start_year=year))
    told = LearningSummary.objects.published().filter(grant=OuterRef("pk"))
    ordered = grants.annotate(has_learning=Exists(told)).order_by("-awarded_at", "-start_year", "reference")
    page = Paginator(ordered, 50).get_page(request.GET.get("page"))
    return render(request, "reporting/public/projects.html", {"page": page, "form": form})


def _is_in(area: CouncilArea) -> Q:
    """A project is where it works; where it has not said so, where its group is."""
    here = CouncilArea.objects.filter(grants=OuterRef("pk"))
    at_home = Q(organisation__area=area) & ~Exists(here)
    return Q(Exists(here.filter(pk=area.pk))) | at_home | Q(words__areas__icontains=area.name)


def _tells(word: str) -> Q:
    has = Term.objects.filter(grants=OuterRef("pk"))
    return (
        Q(title__icontains=word)
        | Q(summary__icontains=word)
        | Q(organisation__name__icontains=word)
        | Q(words__areas__icontains=word)
        | Q(words__conditions__icontains=word)
        | Q(words__activities__icontains=word)
        | Q(words__people__icontains=word)
        | Q(Exists(has.filter(name__icontains=word)))
        | Q(round__name__icontains=word)
        | Q(round_words__icontains=word)
    )


@require_safe
def project(request: HttpRequest, reference: str) -> HttpResponse:
    rows = Grant.objects.public().select_related("organisation", "round").prefetch_related("areas", "health_conditions")
    grant = get_object_or_404(rows, reference=reference)
    summaries = LearningSummary.objects.published().filter(Q(grant=grant) | Q(round=grant.round, round__isnull=False))
    context = {"grant": grant, "summaries": summaries, "alike": similar.like_project(grant)}
    return render(request, "reporting/public/project.html", context)
