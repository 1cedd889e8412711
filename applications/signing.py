"""A second person of the group reads all answers and signs, where the round asks for it."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.models import Application, SignOff
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Membership, User

SIGNERS = (Membership.Kind.LEAD, Membership.Kind.SIGNATORY)
State = SignOff.State


@dataclass(frozen=True)
class Standing:
    """Where the signature stands: whether the round wants one, the last that was asked for, and what changed since."""

    is_wanted: bool
    last: SignOff | None = None
    changed: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Say whether it was signed and nothing has changed since."""
        return self.last is not None and self.last.state == State.SIGNED and not self.changed

    @property
    def is_settled(self) -> bool:
        """Say whether nothing more has to be signed before handing in."""
        return not self.is_wanted or self.holds


def standing(application: Application) -> Standing:
    """Where the signature of an application stands."""
    if not application.round.needs_sign_off or application.is_note:
        return Standing(is_wanted=False)
    last = application.sign_offs.exclude(state=State.WITHDRAWN).select_related("signatory", "asked_by").first()
    if last is None or last.state != State.SIGNED:
        return Standing(is_wanted=True, last=last)
    return Standing(is_wanted=True, last=last, changed=_changed(application, last.signed_versions))


def signers(application: Application, *, but: User) -> list[User]:
    """Who of the group could sign: its leads and signatories, not the person who asks."""
    people = User.objects.filter(
        memberships__organisation=application.organisation_id, memberships__kind__in=SIGNERS, is_active=True
    )
    return list(people.exclude(pk=but.pk).order_by("name", "email"))


def versions(application: Application) -> dict[str, Any]:
    """What a signature is for: the version of each section, the papers and the statements."""
    sheets = application.sheets.values_list("section__code", "version")
    papers = sorted(str(pk) for pk in application.documents.values_list("file_id", flat=True))
    return {"sections": dict(sheets), "papers": papers}


@transaction.atomic
def ask(application: Application, *, by: User, signatory: User) -> SignOff:
    """Ask somebody of the group to read and sign."""
    held = _hold(application)
    if signatory.pk == by.pk or signatory not in signers(held, but=by):
        raise Refused("Choose another lead or a signatory of your group. Nobody signs what they ask for themselves.")
    if waiting := held.sign_offs.filter(state=State.ASKED).select_related("signatory").first():
        raise Refused(f"{waiting.signatory} is asked already. Take that back first if somebody else should sign.")
    sign_off: SignOff = history.save(SignOff(application=held, signatory=signatory, asked_by=by), by=by)
    letters.sign_asked(sign_off)
    return sign_off


@transaction.atomic
def take_back(sign_off: SignOff, *, by: User) -> None:
    """Ask somebody no longer to sign."""
    sign_off.move(State.WITHDRAWN, by=by)


@transaction.atomic
def sign(sign_off: SignOff, *, by: User, seen: dict[str, Any]) -> None:
    """Sign what was `seen`. If an answer changed while it was being read, nothing is signed."""
    held = _hold(sign_off.application)
    if versions(held) != seen:
        raise Refused("Somebody changed an answer while you were reading. Read it once more, then sign.")
    sign_off.move(State.SIGNED, by=by, answered_at=timezone.now(), signed_versions=seen)
    letters.signed(sign_off)


@transaction.atomic
def decline(sign_off: SignOff, *, by: User, reason: str) -> None:
    """Do not sign, and say why."""
    _hold(sign_off.application)
    sign_off.move(State.DECLINED, by=by, why_not=reason, answered_at=timezone.now())
    letters.sign_declined(sign_off)


def require_signed(application: Application) -> None:
    """Raise Refused where the round wants a signature that is not there or no longer holds."""
    now = standing(application)
    if now.is_settled:
        return
    if now.changed:
        raise Refused(f"{now.last.signatory if now.last else 'Somebody'} signed, but {_listed(now.changed)} changed "
                      "after that. Ask for a new signature, then hand in.")  # fmt: skip
    if now.last and now.last.state == State.ASKED:
        raise Refused(f"{now.last.signatory} has not signed yet. You can hand in as soon as that is done.")
    raise Refused("A second person of your group must read the answers and sign before you can hand this in.")


def _hold(application: Application) -> Application:
    rows = Application.objects.select_related("round", "organisation").select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=application.pk)
    if not held.is_being_written:
        raise Refused("This application is no draft any more, so there is nothing to sign.")
    return held


def _changed(application: Application, signed: dict[str, Any]) -> list[str]:
    """The names of the sections whose answers changed since they were signed."""
    then = signed.get("sections", {})
    sheets = application.sheets.select_related("section").order_by("section__position", "section__pk")
    changed = [f"“{sheet.section.title}”" for sheet in sheets if then.get(sheet.section.code) != sheet.version]
    papers = sorted(str(pk) for pk in application.documents.values_list("file_id", flat=True))
    return changed + (["the documents"] if papers != signed.get("papers") else [])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
