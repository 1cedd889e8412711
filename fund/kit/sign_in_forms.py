"""The forms of signing in, in the fund's words. What they check stays with the library."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.core.validators import EmailValidator

WELL_WRITTEN = EmailValidator("Enter an e-mail address, like name@example.org")
WORDS = {
    # the field's name: its label, its hint, what is said when it is empty
    "login": ("E-mail address", "", "Enter your e-mail address"),
    "email": ("E-mail address", "", "Enter your e-mail address"),
    "password": ("Password", "", "Enter your password"),
    "oldpassword": ("Password now", "", "Enter the password that you have now"),
    "password1": ("New password", "Ten characters or more.", "Enter a new password"),
    "password2": ("New password once more", "", "Enter the new password once more"),
    "code": ("Code", "Capitals and spaces do not matter.", "Enter the code"),
}


class Worded(forms.Form):
    """Puts the fund's words on a form's fields. `words` holds what differs from the common ones."""

    words: ClassVar[dict[str, tuple[str, str, str]]] = {}

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in self.words or name in WORDS:
                field.label, field.help_text, field.error_messages["required"] = self.words.get(name) or WORDS[name]
            if isinstance(field, forms.EmailField):
                field.validators = [
                    WELL_WRITTEN if isinstance(check, EmailValidator) else check for check in field.validators
                ]
            if name == "code":
                field.widget.attrs |= {
                    "class": "ds_input--fixed-10",
                    "spellcheck": "false",
                    "autocapitalize": "characters",
                }


class SignIn(Worded, account.LoginForm):
    """An address is enough: a code goes there. Who has set a password may use it instead."""

    words: ClassVar = {"password": ("Password", "If you have set one.", "")}
    saves_drafts = True  # the label need not say that the password is optional

    def _setup_password_field(self) -> None:
        self.fields["password"].required = False


class SignUp(Worded, account.SignupForm):
    words: ClassVar = {
        "email": ("E-mail address", "We send a code there to see that it is yours.", "Enter your e-mail address")
    }


class AddEmail(Worded, account.AddEmailForm):
    words: ClassVar = {
        "email": ("Another e-mail address", "We send a code there to see that it is yours.", "Enter the address")
    }


class ChangeEmail(Worded, account.ChangeEmailForm):
    pass


class ChangePassword(Worded, account.ChangePasswordForm):
    pass


class SetPassword(Worded, account.SetPasswordForm):
    pass


class ResetPassword(Worded, account.ResetPasswordForm):
    pass


class ResetPasswordKey(Worded, account.ResetPasswordKeyForm):
    pass


class Reauthenticate(Worded, account.ReauthenticateForm):
    pass


class RequestCode(Worded, account.RequestLoginCodeForm):
    pass


class ConfirmCode(Worded, account.ConfirmLoginCodeForm):
    pass


class ConfirmEmailCode(Worded, account.ConfirmEmailVerificationCodeForm):
    pass


class SecondProof(Worded, mfa.AuthenticateForm):
    words: ClassVar = {
        "code": ("Code", "From your authenticator app, or one of your recovery codes.", "Enter the code")
    }


class SecondProofAgain(Worded, mfa.ReauthenticateForm):
    words: ClassVar = SecondProof.words


class UseApp(Worded, ActivateTOTPForm):
    words: ClassVar = {"code": ("Code that the app shows", "", "Enter the code that the app shows")}


class AddPasskey(Worded, AddWebAuthnForm):
    words: ClassVar = {
        "name": ("Name of this passkey", "For example “My phone”.", ""),
        "passwordless": (
            "Sign in with this passkey alone",
            "No code by e-mail. Your device asks for your fingerprint, your face or its own code.",
            "",
        ),
    }


class EditPasskey(Worded, EditWebAuthnForm):
    words: ClassVar = {"name": ("Name of this passkey", "For example “My phone”.", "Enter a name")}
