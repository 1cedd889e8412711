"""The Celery app, and the timetable of everything that happens by the clock."""

import os
from importlib import import_module
from typing import Any

from celery import Celery, bootsteps
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fund.settings")

app = Celery("fund")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

SLOW = ("scipy.cluster.hierarchy", "sklearn.feature_extraction.text")  # to load: two seconds


class LoadsFirst(bootsteps.Step):
    """A worker loads what is slow to load before it forks: no job waits for it, and its processes share the memory."""

    def create(self, parent: Any) -> None:
        for name in SLOW:
            import_module(name)


app.steps["worker"].add(LoadsFirst)

# name: (task, when). A test checks that each task exists.
TIMETABLE = {
    "tell waiting jobs again": ("fund.tasks.sweep_jobs", 30.0),
    "send waiting letters": ("fund.tasks.sweep_letters", 30.0),
    "show that the worker is alive": ("fund.tasks.pulse", 20.0),
    "renew papers whose stories may no longer be printed": ("reporting.tasks.renew_papers", crontab(hour=4, minute=20)),
    "remind tellers before their yes ends": ("reporting.tasks.remind_of_stories", crontab(hour=8, minute=20)),
    "remind groups of drafts before a round closes": ("applications.tasks.remind", crontab(hour=8, minute=10)),
    "ask monthly questions anew": ("reporting.tasks.ask_pulses_again", crontab(hour=8, minute=30)),
    "remind groups of reports": ("reporting.tasks.remind", crontab(hour=8, minute=25)),
    "ask those who try something how it goes": ("reporting.tasks.ask_how_it_goes", crontab(hour=8, minute=50)),
    "read new projects for their meaning": ("reporting.tasks.look_for_new_projects", crontab(minute="*/15")),
    "remind projects of drafts to check": ("reporting.tasks.remind_of_reviews", crontab(hour=8, minute=35)),
    "ask for drafts where more was told": (
        "reporting.tasks.draft_what_changed",
        crontab(hour=5, minute=10, day_of_week="mon"),
    ),
    "remind people of their talk tomorrow": ("fund.tasks.remind_of_talks", crontab(hour="8-20", minute=40)),
    "forget what people needed for talks": ("fund.tasks.forget_needs_for_talks", crontab(hour=3, minute=30)),
    "remind of data protection complaints": ("fund.tasks.remind_of_data_complaints", crontab(hour=8, minute=5)),
    "clear old sign-in sessions": ("fund.tasks.clear_sessions", crontab(hour=3, minute=10)),
    "close invitations that nobody took up": ("fund.tasks.expire_invitations", crontab(hour=3, minute=20)),
}

app.conf.beat_schedule = {name: {"task": task, "schedule": when} for name, (task, when) in TIMETABLE.items()}
