"""Form fields that read what people type, and say kindly what they could not read."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import EmailValidator, URLValidator

from fund.kit import numbers, registers, safe_files
from fund.kit.numbers import Unreadable
from fund.kit.plain_text import count_words, tidy, tidy_line

EARLIEST, LATEST = 2000, 2100  # years; a day on which a group began may be older


class TelInput(forms.TextInput):
    """A telephone's keys come up on small screens."""

    input_type = "tel"


class Tidy(forms.CharField):
    """Words without what cannot be stored or seen; one line where the field is one line."""

    def to_python(self, value: Any) -> str:
        raw = str(value or "")
        return tidy(raw) if isinstance(self.widget, forms.Textarea) else tidy_line(raw)


class Read(forms.CharField):
    """One line that a reader turns into a value. Subclasses say how."""

    def __init__(self, *, reader: Callable[[str], Any] | None = None, **facts: Any) -> None:
        super().__init__(**facts)
        self.reader = reader

    def read(self, text: str) -> Any:
        return self.reader(text) if self.reader else text

    def to_python(self, value: Any) -> Any:
        text = "" if value is None else tidy_line(str(value))
        if not text:
            return ""
        try:
            return self.read(text)
        except Unreadable as fault:
            raise ValidationError(str(fault), code="unreadable") from fault

    def run_validators(self, value: Any) -> None:
        """Whatever was read is right: the reader has checked it."""


class Line(Read):
    """One line of text with a longest length in characters."""

    def __init__(self, *, most: int = 200, **facts: Any) -> None:
        super().__init__(**facts)
        self.most = most

    def read(self, text: str) -> str:
        if len(text) > self.most:
            raise Unreadable(f"Make this shorter. It has {len(text):,} characters, and there is room for {self.most:,}")
        return text


class Text(forms.CharField):
    """Several lines, limited in words as the browser counts them."""

    def __init__(self, *, words: int, **facts: Any) -> None:
        rows = min(max(words // 25, 3), 14)
        facts.setdefault("widget", forms.Textarea(attrs={"data-words": words, "rows": rows}))
        super().__init__(strip=False, **facts)
        self.words = words

    def to_python(self, value: Any) -> str:
        return tidy("" if value is None else str(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        used = count_words(value)
        if used > self.words:
            over = used - self.words
            cut = f"Take out {over:,} {'word' if over == 1 else 'words'}"
            raise ValidationError(f"{cut}. You have {used:,}, and there is room for {self.words:,}", code="long")
        if len(value) > max(self.words * 15, 500):
            raise ValidationError(f"Make this much shorter. There is room for {self.words:,} words", code="long")


class Whole(Read):
    """A whole number."""

    def __init__(self, *, least: int = 0, most: int = 999_999_999, **facts: Any) -> None:
        facts.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "class": "ds_input--fixed-5"}))
        super().__init__(**facts)
        self.least, self.most = least, most

    def read(self, text: str) -> int:
        return numbers.read_whole(text, least=self.least, most=self.most)


class Money(Read):
    """Pounds and pence."""

    def __init__(self, *, least: Decimal = Decimal(0), most: Decimal = numbers.ABSURD, **facts: Any) -> None:
        facts.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "data-money": "pounds"}))
        super().__init__(**facts)
        self.least, self.most = least, most

    def read(self, text: str) -> Decimal:
        return numbers.read_money(text, least=self.least, most=self.most)

    def prepare_value(self, value: Any) -> Any:
        return nice_money(value)


class Day(Read):
    """A date in British order, typed in one go."""

    def __init__(self, *, earliest: int = EARLIEST, latest: int = LATEST, **facts: Any) -> None:
        facts.setdefault("widget", forms.TextInput(attrs={"class": "ds_input--fixed-20"}))
        super().__init__(**facts)
        self.earliest, self.latest = earliest, latest

    def read(self, text: str) -> date:
        return numbers.read_date(text, earliest=self.earliest, latest=self.latest)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            value = date.fromisoformat(value)
        return f"{value.day} {value:%B %Y}" if isinstance(value, date) else value


class Email(Read):
    """An e-mail address that a letter can reach."""

    def __init__(self, **facts: Any) -> None:
        attrs = {"autocomplete": "email", "spellcheck": "false", "autocapitalize": "none"}
        facts.setdefault("widget", forms.EmailInput(attrs=attrs))
        super().__init__(**facts)

    def read(self, text: str) -> str:
        if "[" in text or not text.isascii() or len(text) > 254:
            raise Unreadable("Enter an e-mail address, like name@example.org")
        return checked(EmailValidator(), text, "Enter an e-mail address, like name@example.org")


class Phone(Read):
    """A phone number as people write it, with spaces; 7 to 15 digits."""

    def __init__(self, **facts: Any) -> None:
        facts.setdefault("widget", TelInput(attrs={"autocomplete": "tel", "class": "ds_input--fixed-20"}))
        super().__init__(**facts)

    def read(self, text: str) -> str:
        text = "".join(numbers.plain_digit(character) for character in text)
        digits = re.sub(r"\D", "", text)
        written = re.fullmatch(r"\+?[\d ().\-/]+( ?(ext|extension|x)\.? ?\d{1,6})?", text, re.IGNORECASE)
        if not written or not 7 <= len(digits) <= 18 or len(text) > 40:
            raise Unreadable("Enter a phone number, like 0131 496 0000")
        return text


class Web(Read):
    """A public web address; people leave the https:// out, so it is put in."""

    def __init__(self, **facts: Any) -> None:
        attrs = {"inputmode": "url", "spellcheck": "false", "autocapitalize": "none"}
        facts.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**facts)

    def read(self, text: str) -> str:
        words = "Enter a web address, like www.example.org"
        address = text if re.match(r"[a-z][a-z0-9+.\-]*://", text, re.IGNORECASE) else f"https://{text}"
        checked(URLValidator(schemes=["http", "https"]), address, words)
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        is_named = "." in host and re.search(r"[a-z]", host.rsplit(".", 1)[-1])
        if len(address) > 200 or "@" in parts.netloc or not is_named:
            raise Unreadable(words)
        return address


def checked(validator: Callable[[str], None], text: str, words: str) -> str:
    """The text, if the validator is content with it."""
    try:
        validator(text)
    except ValidationError as fault:
        raise Unreadable(words) from fault
    return text


def register_number(register: str = "", **facts: Any) -> Read:
    """A charity or a company number; `register` is "oscr", "companies" or nothing where either will do."""
    readers = {"oscr": registers.read_charity_number, "companies": registers.read_company_number}
    attrs = {"spellcheck": "false", "autocapitalize": "characters", "class": "ds_input--fixed-10"}
    return Read(reader=readers.get(register, registers.read_any), widget=forms.TextInput(attrs=attrs), **facts)


class Several(forms.MultipleChoiceField):
    """Ticks on a list, at most so many."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, most: int | None = None, **facts: Any) -> None:
        super().__init__(**facts)
        self.most = most

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        if self.most and len(value) > self.most:
            raise ValidationError(f"Choose at most {self.most}. You have chosen {len(value)}", code="many")


class SafeFile(forms.FileField):
    """A file that is looked at before it is taken."""

    def __init__(
        self, *, max_pages: int | None = None, kinds: safe_files.Kinds = safe_files.DOCUMENTS, **facts: Any
    ) -> None:
        facts.setdefault("widget", forms.FileInput(attrs={"accept": kinds.accept}))
        super().__init__(allow_empty_file=True, **facts)
        self.max_pages, self.kinds = max_pages, kinds

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values or not isinstance(data, UploadedFile):
            return None
        try:
            safe_files.inspect(data, max_pages=self.max_pages, kinds=self.kinds)
        except safe_files.Unsafe as fault:
            raise ValidationError(str(fault), code="unsafe") from fault
        return data


def nice_money(value: Any) -> Any:
    """Amounts that were read are shown with commas; what is still being typed stays as typed."""
    if isinstance(value, Decimal) or (isinstance(value, str) and re.fullmatch(r"\d+\.\d{2}", value)):
        amount = Decimal(value)
        return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
    return value
