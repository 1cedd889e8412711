from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """From a question to an award."""

    name = "applications"

    def ready(self) -> None:
        """Make the kinds of jobs known to the pages that ask for them, not only to the worker that does them."""
        """Make the kinds of jobs known to the verbs that ask for them, not only to the worker that does them."""
        from applications import tasks  # noqa: F401, PLC0415  (its models are there only now)
