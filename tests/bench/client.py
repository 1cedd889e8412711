"""A browser for measuring: signed in by a session row, keeps its cookies, and notes what each answer cost."""

import http.client
import time
import urllib.parse
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import _get_new_csrf_string  # the one private name: a browser would read it from a form

from fund.models import User


@dataclass(frozen=True)
class Answer:
    """One answer and its cost."""

    status: int
    body: bytes
    place: str
    seconds: float
    cpu: float
    queries: int
    memory: float


@dataclass
class Browser:
    """One person's browser."""

    address: str
    person: User | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.token = _get_new_csrf_string()
        self.cookies[settings.CSRF_COOKIE_NAME] = self.token
        if self.person is not None:
            store = import_module(settings.SESSION_ENGINE).SessionStore()
            store[SESSION_KEY] = str(self.person.pk)
            store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
            store[HASH_SESSION_KEY] = self.person.get_session_auth_hash()
            store.save()
            self.cookies[settings.SESSION_COOKIE_NAME] = store.session_key

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **words: str) -> Answer:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **words})
        return self._ask("POST", path, body)

    def _ask(self, method: str, path: str, body: str = "") -> Answer:
        host = urllib.parse.urlsplit(self.address).netloc
        connection = http.client.HTTPConnection(host, timeout=120)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": self.address}
        began = time.perf_counter()
        connection.request(method, path, body or None, headers)
        response = connection.getresponse()
        content = response.read()
        took = time.perf_counter() - began
        connection.close()
        return Answer(
            response.status,
            content,
            response.getheader("Location", ""),
            took,
            float(response.getheader("X-CPU-ms", "0")),
            int(response.getheader("X-Queries", "0")),
            float(response.getheader("X-Memory-MB", "0")),
        )
