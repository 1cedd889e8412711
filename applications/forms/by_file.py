"""A file that says who reads what."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from fund.kit import sheets_in
from fund.kit.safe_files import Unsafe


class Table(forms.FileField):
    """A CSV or an Excel file, read as rows."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}), **facts)

    def to_python(self, data: Any) -> Any:
        if not isinstance(data, UploadedFile):
            return None
        try:
            return sheets_in.rows_of(data)
        except Unsafe as fault:
            raise ValidationError(str(fault), code="unsafe") from fault


class ReadingsFile(forms.Form):
    """The file itself."""

    use_required_attribute = False

    rows = Table(
        label="The file",
        help_text="Two columns: the reference of a bid, and the e-mail address of a reader. A heading is optional.",
        error_messages={"required": "Choose a file"},
    )
