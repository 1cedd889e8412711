"""Old texts at the learning desk: bringing them in, looking them through, drafting from them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund.kit.doors import May, SignedIn, require
from fund.models import Job, Term
from fund.rules import may_see_job
from reporting import collecting, learning, rules
from reporting.forms.old_texts import BringOldText, LookThrough
from reporting.guessing import QUOTE
from reporting.models import Collection, OldText

PART = 20  # sentences of a page
LOOKED_AT = Count("sentences", filter=Q(sentences__confirmed_at__isnull=False))


@login_required
@require_safe
def collections(request: SignedIn) -> HttpResponse:
    """The collections, with how much of each was looked at."""
    require(rules.may_work_at_desk(request.user))
    page = Paginator(_counted(), 50).get_page(request.GET.get("page"))
    context = {"page": page, "may": May(request.user, None, rules)}
    return render(request, "reporting/old_texts/collections.html", context)


def _counted() -> QuerySet[Collection]:
    seen = Q(texts__sentences__confirmed_at__isnull=False)
    return (
        Collection.objects.annotate(
            projects_count=Count("projects", distinct=True),
            texts_count=Count("texts", distinct=True),
            sentences_count=Count("texts__sentences", distinct=True),
            looked_at=Count("texts__sentences", distinct=True, filter=seen),
        )
        .order_by("name", "pk")
        .prefetch_related("summaries")
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: SignedIn) -> HttpResponse:
    """Send a file, and say into which collection it goes."""
    require(rules.may_bring_old_text(request.user))
    is_sent = request.method == "POST"
    form = BringOldText(request.POST, request.FILES) if is_sent else BringOldText(initial=request.GET.dict())
    if not form.is_valid():
        return render(request, "reporting/old_texts/bring.html", {"form": form}, status=422 if is_sent else 200)
    told = form.cleaned_data
    words, name = told["file"]
    facts = {part: told[part] for part in ("project", "organisation", "title")}
    text = collecting.bring_words(words, name, into=told["into"] or told["name"], **facts, by=request.user)
    messages.success(request, "The text is here. Now say what its sentences are about.")
    return redirect("reporting:old-text", text.pk)


@login_required
@require_safe
def collection(request: SignedIn, pk: int) -> HttpResponse:
    """The texts of a collection and what was drafted from them."""
    require(rules.may_work_at_desk(request.user))
    row = get_object_or_404(_counted(), pk=pk)
    texts = row.texts.select_related("project").defer("text")
    texts = texts.annotate(sentences_count=Count("sentences"), looked_at=LOOKED_AT).order_by("key", "field", "pk")
    page = Paginator(texts, 50).get_page(request.GET.get("page"))
    context = {"collection": row, "page": page, "may": May(request.user, row, rules)}
    return render(request, "reporting/old_texts/collection.html", context)


@login_required
@require_POST
def draft(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for a draft of a collection."""
    require(rules.may_work_at_desk(request.user))
    row = get_object_or_404(Collection, pk=pk)
    if not Term.objects.of("learning-themes").exists():
        messages.error(request, "The list of learning themes is not loaded yet, so nothing can be drafted.")
        return redirect("reporting:old-collection", pk)
    learning.gather(row)  # says so at once where nothing can be drafted yet
    job = learning.ask_for_draft(row, by=request.user)
    if job.state == Job.State.DONE:
        messages.info(request, "Nothing has changed since the last draft, so there is no new one.")
        return redirect("reporting:old-collection", pk)
    messages.success(request, "A draft is on its way. It stands at the desk as soon as it is ready.")
    return redirect("job", job.pk) if may_see_job(request.user, job) else redirect("reporting:desk")


def _text(pk: int) -> OldText:
    return get_object_or_404(OldText.objects.select_related("collection", "project"), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: SignedIn, pk: int) -> HttpResponse:
    """Look a text through, twenty sentences on a page, and save them together."""
    require(rules.may_work_at_desk(request.user))
    row = _text(pk)
    page = Paginator(row.sentences.select_related("confirmed_by"), PART).get_page(request.GET.get("page"))
    sent = request.POST if request.method == "POST" else None
    require(sent is None or rules.may_look_through(request.user, row))
    form = LookThrough(sent, text=row.text, shown=page.object_list, cited=collecting.cited(row))
    if form.is_valid():
        number = collecting.look_through(row, form.said, by=request.user)
        messages.success(request, f"Saved. {number} changed." if number else "Nothing had changed.")
        return redirect(f"{request.path}?page={page.next_page_number() if page.has_next() else page.number}")
    waiting = row.sentences.filter(confirmed_at=None)
    context = {
        "text": row,
        "page": page,
        "form": form,
        "waiting": waiting.count(),
        "guessed": waiting.exclude(guess=QUOTE).count(),
        "may": May(request.user, row, rules),
    }
    return render(request, "reporting/old_texts/text.html", context, status=200 if sent is None else 422)


@login_required
@require_POST
def take_guesses(request: SignedIn, pk: int) -> HttpResponse:
    """Take the guesses that nobody has looked at as right; quotations stay."""
    row = _text(pk)
    require(rules.may_look_through(request.user, row))
    number = collecting.confirm_guesses(row, by=request.user)
    left = row.sentences.filter(confirmed_at=None).count()
    more = f" {left} with somebody’s own words still need who said them." if left else ""
    messages.success(request, f"{number} guesses are taken as right.{more}")
    return redirect("reporting:old-text", pk)


@login_required
@require_POST
def take_back(request: SignedIn, pk: int) -> HttpResponse:
    """Use a text no more."""
    row = _text(pk)
    require(rules.may_take_text_back(request.user, row))
    collecting.take_back(row, by=request.user)
    messages.success(request, "This text is taken back. No draft reads it, and its words are not shown.")
    return redirect("reporting:old-text", pk)


@login_required
@require_POST
def use_again(request: SignedIn, pk: int) -> HttpResponse:
    """Let a text be used again."""
    row = _text(pk)
    require(rules.may_use_text_again(request.user, row))
    collecting.use_again(row, by=request.user)
    messages.success(request, "This text may be used again.")
    return redirect("reporting:old-text", pk)
