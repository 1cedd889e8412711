"""What anybody can read: what was learned, and every award."""

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from applications.models import Grant
from fund import files
from fund.models import CouncilArea, Term
from reporting import papers
from reporting.forms.public import FindLearning, FindProjects
from reporting.learning import showing
from reporting.models import LearningSummary, Statement

LONGEST_WORD = 1000  # longer ones no database looks for


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    form = FindLearning(request.GET)
    summaries = LearningSummary.objects.published().select_related("grant__organisation", "round")
    for word in _words(form):
        summaries = summaries.filter(_says(word))
    page = Paginator(summaries.order_by("-published_at", "-pk"), 20).get_page(request.GET.get("page"))
    return render(
        request, "reporting/public/library.html", {"page": page, "form": form, "is_search": bool(_words(form))}
    )


def _words(form: FindLearning | FindProjects) -> list[str]:
    words = form.cleaned_data.get("q", "").split()[:10] if form.is_valid() else []
    return [word[:LONGEST_WORD] for word in words]


def _says(word: str) -> Q:
    """Where a word may stand for a search to find it: never in a story, because its consent may end."""
    shown = Statement.objects.filter(summary=OuterRef("pk"), is_dropped=False).exclude(kind=Statement.Kind.STORY)
    as_edited = Q(edited__icontains=word) | Q(edited="", drafted__icontains=word)
    return (
        Q(title__icontains=word)
        | Q(one_line__icontains=word)
        | Q(for_whom__icontains=word)
        | Q(round__name__icontains=word)
        | Q(grant__title__icontains=word)
        | Q(grant__organisation__name__icontains=word)
        | Q(Exists(shown.filter(as_edited | Q(theme__name__icontains=word))))
    )


@require_safe
def summary(request: HttpRequest, slug: str) -> HttpResponse:
    row = get_object_or_404(showing.with_lines(LearningSummary.objects.published()), slug=slug)
    paper = papers.current(row)
    context = {
        "summary": row,
        "shown": showing.show(row, "web"),
        "paper": paper,
        "paper_is_made": paper is None and papers.is_being_made(row),
    }
    return render(request, "reporting/public/summary.html", context)


@require_safe
def summary_pdf(request: HttpRequest, slug: str) -> FileResponse:
    row = get_object_or_404(LearningSummary.objects.published(), slug=slug)
    paper = papers.current(row)
    if paper is None:
        raise Http404("There is no PDF of this summary just now.")
    name = files.download_name(paper.file)
    return FileResponse(files.read(paper.file), content_type="application/pdf", filename=name)


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
    return render(request, "reporting/public/project.html", {"grant": grant, "summaries": summaries})
