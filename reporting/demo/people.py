"""The people and groups of the demo fund."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from fund import organisations, people, readers
from fund.kit import history
from fund.models import CouncilArea, Fund, Membership, Organisation, Role, Term, User

FOLDER = Path(__file__).parent
PASSWORD = "thistle-and-heather"  # noqa: S105  (printed for everybody to read)


def read(name: str) -> dict[str, Any]:
    """One of the demo's files."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _hashed() -> str:
    """The password as it is kept: made once, because making it is slow on purpose."""
    return make_password(PASSWORD)


def make_person(name: str, email: str) -> User:
    """A demo person who can sign in with the printed password."""
    person = User(email=email, password=_hashed(), name=name, is_demo=True)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def make_staff(fund: Fund) -> dict[str, User]:
    """The fund's own people, by the first part of their address. The first is the manager, who gives the roles."""
    staff: dict[str, User] = {}
    for facts in read("people")["staff"]:
        person = make_person(facts["name"], facts["email"])
        staff[person.email.partition("@")[0]] = person
        for kind in facts["roles"]:
            people.give_role(fund, person.email, kind, by=next(iter(staff.values())))
    return staff


def tell_of_readers(staff: dict[str, User]) -> None:
    """What those who read bids bring along; each has agreed to the rules and was trained, and some have a buddy."""
    for facts in read("people")["staff"]:
        if "reads" not in facts:
            continue
        person, told = staff[facts["email"].partition("@")[0]], dict(facts["reads"])
        buddy = staff.get(told.pop("buddy", ""))
        knows = [str(pk) for pk in readers.topics().filter(code__in=told.pop("knows")).values_list("pk", flat=True)]
        facts_told: dict[str, Any] = dict.fromkeys(readers.FACTS) | {"languages": ""} | told
        readers.tell(by=person, knows=knows, **facts_told)
        readers.agree(by=person)
        readers.look_after(person, buddy=buddy, trained_on=timezone.localdate(), by=next(iter(staff.values())))


@dataclass
class Group:
    """A demo group with the person who leads it and what it says of itself."""

    row: Organisation
    lead: User
    does: str


def make_groups() -> dict[str, Group]:
    """All groups with their people, by the key of the file."""
    return {facts["key"]: _group(facts) for facts in read("groups")["groups"]}


def _group(facts: dict[str, Any]) -> Group:
    charity, company = facts.get("charity_number", ""), facts.get("company_number", "")
    registers = Organisation.Register
    started = facts["started_on"]
    members = [(make_person(one["name"], one["email"]), one["kind"]) for one in facts["people"]]
    lead = members[0][0]
    row = organisations.register(
        by=lead,
        name=facts["name"],
        kind=Term.objects.of("organisation-kinds").get(code=facts["kind"]),
        register=registers.OSCR if charity else registers.COMPANIES if company else registers.NONE,
        charity_number=charity,
        company_number=company,
        started_on=timezone.localdate() - timedelta(days=300) if started == "new" else started,
        yearly_income=Decimal(facts["yearly_income"]),
        address=facts["address"],
        postcode=facts["postcode"],
        phone=facts["phone"],
        area=CouncilArea.objects.get(code=facts["area"]),
    )
    for person, kind in members[1:]:
        history.save(Membership(user=person, organisation=row, kind=kind), by=lead)
    return Group(row=row, lead=lead, does=facts["does"])


def sign_ins() -> list[tuple[str, str, str]]:
    """One person for each role of the fund and each side of a group: role, name, address."""
    found: list[tuple[str, str, str]] = []
    for kind, label in Role.Kind.choices:
        role = Role.objects.filter(kind=kind, user__is_demo=True).select_related("user").order_by("pk").first()
        if role:
            found.append((str(label), role.user.name, role.user.email))
    for words, email in read("people")["sign_in"].items():
        person = User.objects.filter(email=email, is_demo=True).first()
        if person:
            found.append((words.capitalize(), person.name, person.email))
    return found
