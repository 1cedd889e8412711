"""The words of a round’s letters, tried on a real bid before anybody gets one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import announcing, rules
from applications.announcing import editing
from applications.announcing.placeholders import KNOWN
from applications.announcing.wording import Wording, unword, word
from applications.forms.letters import LetterWords
from applications.models import Application, DecisionLetter
from applications.views.officer.frame import application_for, closed_in, round_for
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require
from fund.models import Round


@login_required
@require_safe
def letter_templates(request: SignedIn, slug: str) -> HttpResponse:
    """Which letters the round has, in whose words."""
    round_ = _round(request, slug)
    context = {"round": round_, "kinds": announcing.kinds_of(round_), "placeholders": KNOWN.values()}
    return render(request, "applications/officer/letters/templates.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_template(request: SignedIn, slug: str, kind: str, tier: str = "") -> HttpResponse:
    """Write the words for one kind of news, and see how they read for a real bid."""
    round_ = _round(request, slug)
    if kind not in DecisionLetter.Kind.values:
        raise Http404
    size = get_object_or_404(round_.tiers, code=tier) if tier else None
    words = Wording(round_).of(kind, size.pk if size else None)
    form = LetterWords(request.POST if request.method == "POST" else None, words=words)
    if form.is_valid() and "try" not in request.POST:
        word(round_, kind, size, subject=form.words.subject, text=form.words.text, by=request.user)
        messages.success(request, "Saved. This is how the letter reads now.")
        return redirect(request.path)
    tried = form.words if form.is_valid() else words
    asked, closed = request.GET.get("bid", ""), closed_in(request, round_)
    context = {
        "round": round_,
        "form": form,
        "kind": DecisionLetter.Kind(kind),
        "tier": size,
        "own": round_.decision_letters.filter(kind=kind, tier=size).first(),
        "sample": None if form.errors else announcing.sample(round_, kind, size, tried, asked, but=closed),
        "placeholders": KNOWN.values(),
    }
    status = 422 if form.errors else 200
    return render(request, "applications/officer/letters/template.html", context, status=status)


@login_required
@require_POST
def drop_letter_template(request: SignedIn, pk: int) -> HttpResponse:
    """Go back to the words before."""
    require(fund_rules.may_run_fund(request.user))
    row = get_object_or_404(DecisionLetter.objects.select_related("round"), pk=pk)
    unword(row, by=request.user)
    messages.success(request, "The words of your own are gone. The letter is back to the words before.")
    return redirect("applications:letter-templates", row.round.slug)


@login_required
@require_safe
def outbox(request: SignedIn, slug: str) -> HttpResponse:
    """All letters that wait for the announcement, and how many there are of what."""
    round_ = _round(request, slug)
    closed = closed_in(request, round_)
    posts = announcing.outbox(round_, but=closed)
    page = Paginator(posts, 50).get_page(request.GET.get("page"))
    context = {"round": round_, "page": page, "counts": announcing.count(posts), "closed": closed.values()}
    return render(request, "applications/officer/letters/outbox.html", context)


@login_required
@require_safe
def outgoing(request: SignedIn, pk: int) -> HttpResponse:
    """One letter as it will go, and the way to the next."""
    row = _decided(request, pk)
    rows = announcing.decided_in(row.round).exclude(pk__in=closed_in(request, row.round))
    order = list(rows.values_list("pk", flat=True))
    place = order.index(row.pk)
    context = {
        "round": row.round,
        "post": announcing.letter_of(row),
        "place": place + 1,
        "of": len(order),
        "before": order[place - 1] if place else None,
        "after": order[place + 1] if place + 1 < len(order) else None,
    }
    return render(request, "applications/officer/letters/outgoing.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_letter(request: SignedIn, pk: int) -> HttpResponse:
    """Edit the letter of one bid by hand."""
    row = _decided(request, pk)
    words = editing.to_edit(row, Wording(row.round))
    form = LetterWords(request.POST if request.method == "POST" else None, words=words)
    if not form.is_valid():
        context = {"round": row.round, "application": row, "form": form}
        status = 422 if form.is_bound else 200
        return render(request, "applications/officer/letters/edit.html", context, status=status)
    announcing.edit(row, subject=form.words.subject, text=form.words.text, by=request.user)
    messages.success(request, "Saved. This letter goes in these words.")
    return redirect("applications:outgoing", pk)


@login_required
@require_POST
def look_at_letter(request: SignedIn, pk: int) -> HttpResponse:
    announcing.look_at(_decided(request, pk), by=request.user)
    messages.success(request, "Looked at. The letter goes as it is.")
    return redirect("applications:outgoing", pk)


@login_required
@require_POST
def put_letter_back(request: SignedIn, pk: int) -> HttpResponse:
    announcing.put_back(_decided(request, pk), by=request.user)
    messages.success(request, "The letter is back in the words of the round.")
    return redirect("applications:outgoing", pk)


def _decided(request: SignedIn, pk: int) -> Application:
    row = application_for(request, pk)
    require(rules.may_edit_letter(request.user, row))
    return row


def _round(request: SignedIn, slug: str) -> Round:
    round_ = round_for(request, slug)
    require(fund_rules.may_run_fund(request.user))
    return round_
