"""What a teller is told before saying yes. Whoever changes these words makes a new version of them by that alone."""

import hashlib

from django.db.models import Max

from reporting.models import ConsentText

WORDS = """\
You choose where your story is used. You say yes or no to each use. What you do not tick is a no. Saying no, to one \
use or to all, changes nothing about your support or the group’s grant.

You can change your mind at any time, and give no reason. By your own link you can read your story, stop a use, change \
how you are named, or take the story back. You can also ask the group or the fund to do it for you.

When you take it back, we stop showing it at once. We cannot call back what was printed or copied before.

Your yes ends on the day that you choose. We write to you before then. If you do not say yes again, we stop showing \
it. Your yes is to these words only. If anybody changes them, we ask you again.

The people who run the fund can read your story, whatever you tick, so that they can look after it."""


def current() -> ConsentText:
    """The row of the text as it is worded now, made the first time that it is shown."""
    last = ConsentText.objects.aggregate(last=Max("number"))["last"] or 0
    digest = hashlib.sha256(WORDS.encode()).hexdigest()
    text, _ = ConsentText.objects.get_or_create(sha256=digest, defaults={"words": WORDS, "number": last + 1})
    return text
