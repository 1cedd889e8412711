"""Stories and the consent that keeps them alive: telling, agreeing, checking, narrowing, withdrawing, reminding.

Who may see a story where is decided in one place, `Story.objects.for_channel`. Here its facts are written.
`docs/stories.md` tells the way of a story.
"""

from reporting.storytelling.agreeing import ALONE, MONTHS, Helped, agree, agree_for, narrow, rename, renew
from reporting.storytelling.asking import LINK, ask, open_tellers_link, print_link, send_link_again
from reporting.storytelling.checking import agree_to_detail, mend_detail, name_others, tag
from reporting.storytelling.erasing import erase, erase_withdrawn
from reporting.storytelling.files_sent import Sent, drop_aside, find_aside, set_aside
from reporting.storytelling.reminding import remind
from reporting.storytelling.telling import change, tell, tell_by_link
from reporting.storytelling.withdrawing import KIND, clean_leftovers, clean_up, withdraw
from reporting.storytelling.writing_down import write_down

__all__ = [
    "ALONE",
    "KIND",
    "LINK",
    "MONTHS",
    "Helped",
    "Sent",
    "agree",
    "agree_for",
    "agree_to_detail",
    "ask",
    "change",
    "clean_leftovers",
    "clean_up",
    "drop_aside",
    "erase",
    "erase_withdrawn",
    "find_aside",
    "mend_detail",
    "name_others",
    "narrow",
    "open_tellers_link",
    "print_link",
    "remind",
    "rename",
    "renew",
    "send_link_again",
    "set_aside",
    "tag",
    "tell",
    "tell_by_link",
    "withdraw",
    "write_down",
]
