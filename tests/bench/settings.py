"""The product's own settings, and one middleware that says what each answer cost."""

from fund.settings import *  # noqa: F403
from fund.settings import MIDDLEWARE as OURS

MIDDLEWARE = ["tests.bench.cost.say_cost", *OURS]
DEBUG = False
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
EMAIL_CONFIG = {"EMAIL_BACKEND": EMAIL_BACKEND}
