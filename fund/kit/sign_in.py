"""Sign-in letters leave by the one way in which all letters go."""

import uuid
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives

from fund import post


class Adapter(DefaultAccountAdapter):
    """allauth's adapter, with the fund's letters and words."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": "That is not the code in our newest letter. Look again, or start again for a new one",
        "email_password_mismatch": "This address and password do not belong together. "
        "You can leave the password empty and get a code",
        "incorrect_password": "That is not your password",
        "enter_current_password": "That is not the password that you have now",
        "too_many_login_attempts": "That was tried too often. Wait a few minutes, then try again",
        "rate_limited": "That was too often in a short time. Wait a minute, then try again",
        "duplicate_email": "You have this address already",
    }

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


class SecondProofAdapter(DefaultMFAAdapter):
    """allauth's second proof of who somebody is, with the fund's words."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That code is not right. Wait for the next one and try again",
    }
