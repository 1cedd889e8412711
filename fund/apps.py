from django.apps import AppConfig

from fund.kit import plain_faults


class FundConfig(AppConfig):
    name = "fund"

    def ready(self) -> None:
        """Have forms speak plainly, `manage.py check` look at where we run, and pages know the jobs they ask for."""
        plain_faults.say_it_plainly()
        from fund import checks, tasks  # noqa: F401, PLC0415  (settings and models must be there first)
