"""One command from a fresh machine to a whole fund with invented people."""

import os
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.urls import reverse

from fund.kit import ground, pdf, supervisor
from fund.kit.supervisor import Part
from reporting import demo
from reporting.demo import loading, wiping

HOST = "127.0.0.1"
NAME = "localhost"  # what people type: passkeys need a name, not a number
AS_ROOT = "ignore:You're running the worker with superuser privileges"  # to try things, that is fine


class Command(BaseCommand):
    help = "Start a whole fund with invented people on this machine. Ctrl-C stops it; run again, it goes on from there."
    requires_system_checks: list[str] = []  # what can be wrong here is said in plain words below

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to listen on this machine (8000)")
        parser.add_argument("--reset", action="store_true", help="throw the demo's data away first and make it afresh")
        parser.add_argument("--yes", action="store_true", help="with --reset: also what the demo did not make itself")
        parser.add_argument("--no-serve", action="store_true", help="load everything and leave")

    def handle(self, *args: Any, port: int, reset: bool, yes: bool, no_serve: bool, **options: Any) -> None:
        try:
            with supervisor.stopping_on_signals(), self.nobody_else(port=None if no_serve else port):
                address = os.environ.get("SITE_ADDRESS") or f"http://{NAME}:{port}"
                settings.SITE_ADDRESS = address  # letters and papers of the demo fund lead here
                self.load(reset=reset, yes=yes)
                if not no_serve:
                    self.serve(port, address)
        except KeyboardInterrupt:
            self.say("\nStopped. What was finished is kept; the same command goes on from there.")
            sys.exit(130)

    # The ground ------------------------------------------------------------------------------------------------------

    @contextmanager
    def nobody_else(self, port: int | None) -> Iterator[None]:
        """Look at the machine before anything that takes long, and keep others out of our folder."""
        self.say("Looking at this machine")
        if settings.PRODUCTION:
            self.stop("The demo does not run in production, because everybody knows its password: unset PRODUCTION.")
        self.stop_at(ground.folder(settings.VAR_DIR))
        if port is not None:
            self.stop_at(ground.port(port, HOST) or ground.broker(settings.REDIS_URL))
        with supervisor.alone_in(settings.VAR_DIR) as alone:
            if not alone:
                self.stop(f"A demo runs in {settings.VAR_DIR} already: stop it, or name another folder with VAR_DIR.")
            yield

    def load(self, *, reset: bool, yes: bool) -> None:
        """Bring in all that a fund needs, each part once. What is here already stays as it is."""
        if reset:
            self.stop_at(wiping.wipe(yes=yes, progress=self.say))
        self.stop_at(ground.database(connection))
        wiping.remember_whose(connection)
        if missing := pdf.available():
            self.say(f"{missing}. Everything else works; the papers wait until then.")
        self.stop_at(loading.load(self.say))

    # Serving ---------------------------------------------------------------------------------------------------------

    def serve(self, port: int, address: str) -> None:
        """Run broker, web server and worker as one until somebody stops them."""
        sign_ins = demo.sign_ins()
        connections.close_all()  # children begin with their own
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)

        def greet() -> None:
            self.greet(f"http://{NAME}:{port}", sign_ins)

        def is_ready() -> bool:
            return answers(f"http://{HOST}:{port}{reverse('health')}")

        self.say("Starting the web server and the worker")
        with broker() as redis_url:
            stopped_by_hand = supervisor.run_together(
                parts(port),
                environment={"DEMO": "1", "REDIS_URL": redis_url, "SITE_ADDRESS": address, "PYTHONWARNINGS": AS_ROOT},
                is_ready=is_ready,
                when_ready=greet,
            )
        if not stopped_by_hand:
            self.stop("A part of the demo ended by itself, so all was stopped. The lines above say why.")
        self.say("\nStopped. Everything is kept; the same command starts it again.")

    def greet(self, address: str, sign_ins: list[tuple[str, str, str]]) -> None:
        """Print where the fund is and who can sign in."""
        lines = [f"{role:<16} {email:<24} {name}" for role, name, email in sign_ins]
        login = address + reverse("account_login")
        table = "\n".join(f"    {line}" for line in lines)
        kept = f"  Letters are not sent: they lie in {settings.EMAIL_FILE_PATH}\n" if letters_stay_here() else ""
        self.say(
            f"\nThe fund is at {address}\n\n"
            f"  Sign in at {login}\n  with one of these addresses and the password  {demo.PASSWORD}\n\n{table}\n\n"
            f"{kept}  Press Ctrl-C to stop.\n"
        )

    # Words -----------------------------------------------------------------------------------------------------------

    def say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()

    def stop_at(self, fault: str) -> None:
        """End with this sentence, if there is one."""
        if fault:
            self.stop(fault)

    def stop(self, words: str) -> NoReturn:
        self.stderr.write(words)
        sys.exit(1)


def parts(port: int) -> list[Part]:
    """The web server, and the worker with its timetable."""
    python = [sys.executable, "-m"]
    web = ["gunicorn", "fund.wsgi", "--bind", f"{HOST}:{port}", "--worker-class", "gthread", "--workers", "2"]
    web += ["--threads", "4", "--graceful-timeout", "3", "--no-control-socket", "--log-level", "warning"]
    worker = ["celery", "--quiet", "-A", "fund", "worker", "--beat", "--concurrency", "1", "--loglevel", "warning"]
    worker += ["--schedule", str(settings.VAR_DIR / "timetable")]
    return [Part("web", python + web), Part("worker", python + worker)]


@contextmanager
def broker() -> Iterator[str]:
    """The address of the broker: the one that was named, else one of our own while this lasts."""
    if settings.REDIS_URL:
        yield settings.REDIS_URL
        return
    with supervisor.own_broker(settings.VAR_DIR / "valkey") as address:
        yield address


def letters_stay_here() -> bool:
    """Say whether letters are written to files, as they are where no mail server is named."""
    return str(settings.EMAIL_BACKEND).endswith(".filebased.EmailBackend")


def answers(address: str) -> bool:
    """Say whether this page answers with 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310  (our own address)
            return bool(page.status == 200)
    except (urllib.error.URLError, OSError):
        return False
