"""Sign-in letters leave by the one way in which all letters go."""

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives

from fund import post


class Adapter(DefaultAccountAdapter):
    """allauth's adapter, with the fund's letters."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the letter as a row that nobody can read afterwards, and post it at once: somebody waits for it."""
        person = get_user_model().objects.filter(email__iexact=email).first()
        if person is None:
            self._to_a_stranger(template_prefix, email, context)
            return
        mail = self.render_mail(template_prefix, email, context)
        letter = post.keep_secret(
            template_prefix.rsplit("/", 1)[-1],
            to=person,
            key=f"sign-in:{uuid.uuid4()}",
            subject=mail.subject,
            text=mail.body,
        )
        post.send(letter.pk)

    def _to_a_stranger(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        mail: EmailMultiAlternatives = self.render_mail(template_prefix, email, context)
        mail.send()
