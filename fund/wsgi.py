import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from fund.kit.whole_body import only_whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fund.settings")
application = only_whole_bodies(get_wsgi_application())
import_module(settings.ROOT_URLCONF)  # all that the pages need, so that nobody waits for it
gc.collect()
gc.freeze()  # what stays for good is not looked through again: on large rounds that took half of a page's time
