"""The paper of one bid: kept by the hash of what it says, so that nothing is drawn twice."""

from django.db import transaction

from applications.models import Application, BidPaper
from applications.packs import bid as bids
from applications.packs.drawing import as_pdf
from fund import files
from fund.kit import pdf
from fund.kit.states import Refused

NO_PDF = "We cannot make PDFs just now. Take the Word file: it says the same."


def paper_of(application: Application, audience: str, *, large: bool) -> BidPaper:
    """The PDF of a bid as this audience may read it now. Drawn only where what it says has changed.

    The bid comes from `assessing.for_readers`. Raises Refused where no PDF can be made.
    """
    bid = bids.for_audience(application, audience)
    says = bids.hash_of(bid, large=large)
    if there := _kept(application, audience, large, says):
        return there
    if pdf.available():
        raise Refused(NO_PDF)
    return _keep(application, audience, large, says, as_pdf(bid, large=large))


def file_name(reference: str, ending: str, *, large: bool) -> str:
    """A name that tells of nobody: “R1-007 large print.pdf”."""
    return f"{reference}{' large print' if large else ''}.{ending}"


def _kept(application: Application, audience: str, large: bool, says: str) -> BidPaper | None:
    rows = BidPaper.objects.filter(application=application.pk, audience=audience, is_large=large, says=says)
    return rows.select_related("file").first()


@transaction.atomic
def _keep(application: Application, audience: str, large: bool, says: str, content: bytes) -> BidPaper:
    """Keep it in the place of the one that said something else. Whoever came first with the same words stays."""
    Application.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=application.pk)
    if there := _kept(application, audience, large, says):
        return there
    for old in BidPaper.objects.filter(application=application.pk, audience=audience, is_large=large):
        stored = old.file
        old.delete()
        files.drop(stored)
    name = file_name(application.reference, "pdf", large=large)
    stored = files.keep_ours(content, name, "application/pdf")
    return BidPaper.objects.create(
        application_id=application.pk,
        audience=audience,
        is_large=large,
        says=says,
        pages=pdf.pages(content),
        file=stored,
    )
