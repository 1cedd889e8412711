from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from fund import people
from fund.kit.states import Refused
from fund.models import Fund, Role


class Command(BaseCommand):
    help = "Give somebody a role in the fund: the first manager needs it, who then gives the others on /fund/people/."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "email", help="the person's e-mail address; somebody new gets an account without a password"
        )
        parser.add_argument("role", choices=Role.Kind.values)
        parser.add_argument("--fund", help="the fund's slug, where there are several")

    def handle(self, *args: Any, email: str, role: str, fund: str | None, **options: Any) -> None:
        funds = Fund.objects.filter(slug=fund) if fund else Fund.objects.all()[:2]
        if len(funds) != 1:
            raise CommandError("Name one fund with --fund; “manage.py loadreference” makes the first one.")
        try:
            validate_email(email)
            given = people.give_role(funds[0], email, role, by=None)
        except (Refused, ValidationError) as no:
            raise CommandError(getattr(no, "words", f"{email} is not an e-mail address.")) from no
        self.stdout.write(f"{given}. Sign-in is by a code sent to {given.user.email}.")
