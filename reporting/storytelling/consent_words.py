"""What a teller is told before saying yes. Whoever changes these words makes a new version of them by that alone.

Who says yes by a link of their own can do other things alone than who says yes together with the group.
"""

import hashlib

from django.db.models import Max

from reporting.models import Agreement, ConsentText

_USES = """\
You choose where your story is used. You say yes or no to each use. What you do not tick is a no. Saying no, to one \
use or to all, changes nothing about your support or the group’s grant.
"""
_END = """
When you take it back, we stop showing it at once, and erase your words after 30 days. We cannot call back what was \
printed or copied before.

Your yes ends on the day that you choose. {before} If you do not say yes again, we stop showing \
it. Your yes is to these words only. If anybody changes them, we ask you again.

The people who run the fund can read your story, whatever you tick, so that they can look after it."""

BY_LINK = f"""\
{_USES}
You can change your mind at any time, and give no reason. By your own link you can read your story, stop a use, change \
how you are named, or take the story back. You can also ask the group or the fund to do it for you.
{_END.format(before="We write to you before then.")}"""

WITH_GROUP = f"""\
{_USES}
You can change your mind at any time, and give no reason. Ask the group or the fund, and they read your story with \
you, stop a use, change how you are named, or take the story back. If you want to do this alone, they send or print a \
link of your own for you.
{_END.format(before="We write to you before then if we have your address, and to the group if not.")}"""


def words(how: str) -> str:
    """The text for who says yes in this way."""
    return BY_LINK if how == Agreement.How.LINK else WITH_GROUP


def current(how: str) -> ConsentText:
    """The row of the text as it is worded now for who says yes in this way, made the first time that it is shown.

    Everybody makes the rows in the same order, so that no two take one number.
    """
    rows = {}
    for text in (BY_LINK, WITH_GROUP):
        last = ConsentText.objects.aggregate(last=Max("number"))["last"] or 0
        digest = hashlib.sha256(text.encode()).hexdigest()
        rows[text], _ = ConsentText.objects.get_or_create(sha256=digest, defaults={"words": text, "number": last + 1})
    return rows[words(how)]
