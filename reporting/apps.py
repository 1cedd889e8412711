from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """From an award to what was learned."""

    name = "reporting"

    def ready(self) -> None:
        """Make the kinds of jobs known to the pages that ask for them, not only to the worker that does them."""
        from reporting import tasks  # noqa: F401, PLC0415  (its models are there only now)
