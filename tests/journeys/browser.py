"""A browser without script: it follows links and fills in the forms that are really on the page."""

from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urljoin, urlparse

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fund.models import User

BOXES = {"input", "select", "textarea", "button"}


class Form:
    """A form as the page sends it: its address, its method, and what is in its boxes."""

    def __init__(self, action: str, method: str) -> None:
        self.action, self.method = action, method
        self.values: dict[str, list[str]] = {}
        self.names: set[str] = set()
        self.choices: dict[str, list[str]] = {}
        self.buttons: list[tuple[str, str, str, str]] = []  # name, value, another address, words


class Page(HTMLParser):
    """The forms, links and words of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: dict[str, str] = {}
        self.words = ""
        self._form: Form | None = None
        self._select: str | None = None
        self._area: str | None = None
        self._link: str | None = None
        self._button: tuple[str, str, str] | None = None
        self._heard = ""
        self.feed(text)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in found}
        if tag == "form":
            self._form = Form(facts.get("action", ""), facts.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag == "a" and "href" in facts:
            self._link, self._heard = facts["href"], ""
        elif self._form is not None and tag in BOXES | {"option"}:
            self._box(self._form, tag, facts)

    def _box(self, form: Form, tag: str, facts: dict[str, str]) -> None:
        name, value = facts.get("name", ""), facts.get("value", "")
        if tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(value)
            if "selected" in facts:
                form.values[self._select] = [value]
        elif tag == "button" or facts.get("type") == "submit":
            self._button, self._heard = (name, value, facts.get("formaction", "")), ""
        elif name:
            form.names.add(name)
            if tag == "select":
                self._select = name
            elif tag == "textarea":
                self._area, self._heard = name, ""
            elif facts.get("type") in {"radio", "checkbox"}:
                form.choices.setdefault(name, []).append(value or "on")
                if "checked" in facts:
                    form.values.setdefault(name, []).append(value or "on")
            elif facts.get("type") != "file":
                form.values[name] = [value]

    def handle_endtag(self, tag: str) -> None:
        heard = " ".join(self._heard.split())
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._form is not None and self._area:
            self._form.values[self._area] = [self._heard.lstrip("\n")]
            self._area = None
        elif tag == "a" and self._link is not None:
            self.links.setdefault(heard, self._link)
            self._link = None
        elif tag == "button" and self._button is not None:
            if self._form is not None:
                self._form.buttons.append((*self._button, heard))
            self._button = None

    def handle_data(self, data: str) -> None:
        self._heard += data
        self.words += data


class Browser:
    """One person at one screen. `see` is the page now on it."""

    def __init__(self, person: User | None = None) -> None:
        self.client = Client()
        self.address = "/"
        if person is not None:
            self.client.force_login(person)

    def go(self, address: str) -> "Browser":
        self._show(self.client.get(address, follow=True), address)
        return self

    def follow(self, words: str) -> "Browser":
        """Click the link that says these words, or the first that begins with them."""
        links = self.see.links
        href = links.get(words) or next((href for said, href in links.items() if said.startswith(words)), None)
        assert href is not None, f"No link “{words}” on {self.address}: {sorted(links)}"
        return self.go(urljoin(self.address, href))

    def press(self, words: str, /, **filled: Any) -> "Browser":
        """Fill in the boxes of the form that has this button, and press it. Unknown boxes and choices fail."""
        form, button = self._form_with(words, set(filled))
        sent: dict[str, Any] = {name: list(values) for name, values in form.values.items()}
        for name, value in filled.items():
            assert name in form.names, f"No box “{name}” in that form on {self.address}: {sorted(form.names)}"
            many = value if isinstance(value, list) else [value]
            for one in many:
                known = form.choices.get(name)
                assert not known or str(one) in known, f"“{one}” is no choice of “{name}”: {known}"
            sent[name] = many
        if button[0]:
            sent[button[0]] = [button[1]]
        address = urljoin(self.address, button[2] or form.action or self.address)
        send = self.client.post if form.method == "post" else self.client.get
        self._show(send(address, sent, follow=True), address)
        return self

    def _form_with(self, words: str, names: set[str]) -> tuple[Form, tuple[str, str, str, str]]:
        found = [(form, button) for form in self.see.forms for button in form.buttons if button[3].startswith(words)]
        buttons = [button[3] for form in self.see.forms for button in form.buttons]
        assert found, f"No button “{words}” on {self.address}: {buttons}. The page says: {self.see.words}"
        return next((pair for pair in found if names <= pair[0].names), found[0])

    def _show(self, answer: Any, address: str) -> None:
        self.status = answer.status_code
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        self.address = urlparse(self.address).path
        self.text = answer.content.decode()
        self.see = Page(self.text)

    def reads(self, *sentences: str) -> "Browser":
        """Assert that the page says all this."""
        for sentence in sentences:
            where = f"{self.address} ({self.status})"
            assert sentence in self.see.words, f"“{sentence}” is not on {where}: {self.see.words}"
        return self

    def does_not_read(self, *sentences: str) -> "Browser":
        for sentence in sentences:
            assert sentence not in self.text, f"“{sentence}” is on {self.address}"
        return self


def paper(name: str = "constitution.pdf") -> SimpleUploadedFile:
    """A PDF of one empty page."""
    content = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")
