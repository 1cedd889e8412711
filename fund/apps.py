from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "fund"

    def ready(self) -> None:
        """Have `manage.py check` look at the place where we run, and pages know the kinds of jobs they ask for."""
        from fund import checks, tasks  # noqa: F401, PLC0415  (settings and models must be there first)
