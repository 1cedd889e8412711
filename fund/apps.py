from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "fund"

    def ready(self) -> None:
        """Have `manage.py check` look at the place where we run."""
        from fund import checks  # noqa: F401, PLC0415  (settings must be there first)
