"""Guessing what words are about, from simple patterns. A guess is only ever shown as one, and a person confirms it."""

import re
from collections.abc import Iterable, Iterator

from fund.kit.sentences import Sentence

QUOTE = "quote"
HEADING_WEIGHT = 1.5  # so that a heading decides where the words say little, and two signs in the words outdo it

# Of each slot: what a passage about it often says. A pattern counts once, and its heading once more, by its weight.
# Where two slots do alike, the earlier of this list is guessed: an obstacle is seldom said by chance.
PATTERNS: dict[str, tuple[str, ...]] = {
    "did_not_work": (
        r"\b(?:did not|didn.t|does not|has not|have not|will not|not yet|not quite) (?:\w+ ){0,2}"
        r"(?:work|lead|come|happen|there|deliver|refer)\b|\bfail(?:s|ed|ure)?\b|\bunfortunately\b|\bproblematic\b",
        r"\b(?:challeng(?:e|es|ing)|barriers?|difficult(?:y|ies)?|struggl\w+|problems?|obstacles?|setbacks?|risks?)\b",
        r"\b(?:delay(?:s|ed)?|could not|couldn.t|cannot|(?:were|was) unable|(?:fewer|lower|"
        r"less) than|impeded?|suffers?)\b",
        r"\b(?:would do differently|with hindsight|lessons? learn\w*|underestimat\w+)\b|"
        r"\btoo (?:long|few|late|many|wide|little|often|short)\b|"
        r"\bhad to start (?:again|over)\b|\bcost us\b|\bw(?:as|ere) hard\b",
        r"\b(?:uncertain\w*|confus\w+|gaps?|lack(?:s|ed|ing)?|in isolation|overwhelm\w*|stifl\w+|uneasy|unaware)\b",
        r"\b(?:no|little|not enough|never enough) (?:\w+ )?"
        r"(?:time|money|funding|opportunit\w+|support|spread|staff|room)\b|"
        r"\b(?:money|funding|time) (?:\w+ )?(?:runs?|ran) out\b|\b(?:stopp|dropp)ed\b|\b(?:skill|funding) issues?\b",
        r"\b(?:fragmented|short[- ]term|excluded|resist\w+|cuts?|pressure|strain|prejudice|hard to|very rarely)\b|"
        r"\b(?:prices?|costs?|rents?|fares?|bills?) (?:\w+ ){0,6}(?:went up|rose|doubled)\b|"
        r"\bknew very little\b|\bdon.t know\b|\bunder (?:\w+ )?strain\b|\bmight make it\b",
    ),
    "others_need": (
        r"\b(?:recommend\w*|advice|advise|tips?)\b",
        r"\b(?:others?|anyone|other (?:groups|organisations|projects)) (?:who|would|will|could|wanting|need|should)\b",
        r"\b(?:needs? (?:a|an|to|time|staff|volunteers|freedom|permission|space)|essential|you need|"
        r"requires? support)\b",
        r"\b(?:toolkit|handbook|guide|manual|training pack|replicat\w+|roll(?:ed|ing)? out)\b",
        r"\b(?:should|must|ought to|will have to|have to|do need to|make sure|let.s)\b",
        r"\bit is (?:\w+ )?(?:important|essential|vital|crucial)\b|\bimportant (?:first )?step\b|\bone way to\b",
        r"^(?:Use|Share|Identify|Encourage|Be|Give|Create|Ask|Start|Find|Think|Invest|Build|Plan|Listen|Adapt|"
        r"Look|Value|Understand|Involve|Help|Don.t|Do not|Make|Take|Keep|Allow|By \w+ing)\b",
    ),
    "cost": (
        r"£ ?\d",
        r"\b(?:cost(?:s|ed)?|budget\w*|spend(?:ing)?|spent|underspen[dt]|expenditure|income|finances?)\b",
        r"\b(?:per (?:person|head|session)|hours of (?:staff|volunteer)|in kind)\b",
    ),
    "next": (
        r"\bnext (?:steps?|year|phase|months?|stage|few months)\b|\bfuture\b|\bgoing forward\b|\blooking ahead\b",
        r"\b(?:we|I) (?:will|plan to|hope to|intend to|aim to|want to|are planning|aspire to)\b|\bremit will be\b",
        r"\b(?:sustain\w*|continu(?:e|ation)|legacy|after the (?:grant|funding)|applied for|exit)\b",
        r"\bare now developing\b|\bover the (?:next|coming)\b",
    ),
    "worked": (
        r"\bwork(?:ed|s) (?:really |very |so )?well\b|\bwent well\b|\bsuccess(?:es|ful|fully)?\b|\bachiev\w+\b",
        r"\bmade (?:a|the|all the|such a) (?:\w+ )?difference\b|\bkey to\b|\bthanks to\b|"
        r"\bgood for\b|\bmakes more sense\b",
        r"\b(?:helped|help(?:s)? (?:them|people|shift)|can help|enabled|improved|increased|gained|"
        r"confident|better able)\b",
        r"\bwhat worked\b|\boutcomes?\b|\bimpact\b|\bbenefit(?:s|ed)?\b|"
        r"\bexperiencing improvement\b|\bbest investment\b",
        r"\d.*\b(?:felt|said|reported|improv\w+|feel) |\bled (?:with|the|to better)\b",
    ),
    "did": (
        r"\bwe (?:ran|held|delivered|organi[sz]ed|set up|trained|recruited|offered|provided|started|met|visited|"
        r"developed|bring together|help to build)\b",
        r"\b(?:sessions|workshops|activities|groups|visits|calls) (?:were|was|took place|each|every)\b",
        r"\b\d+ (?:sessions|workshops|walks|groups|people|participants|volunteers|members|visits|calls)\b",
        r"\btook part\b|\bwhat we (?:did|have done)\b|\bactivit(?:y|ies)\b|\bdelivery\b|\boutputs?\b",
        r"\b(?:was|were) (?:established|set up|written|delivered|run|held|funded|recruited)\b|"
        r"\bis (?:delivered|run|working with|a community project)\b|"
        r"\b(?:the|my|our) (?:\w+ )?(?:role|aim) (?:of \w+ \w+ )?is\b|"
        r"^(?:To (?:support|create|build)|Partner|Recruit|Gather|Facilitate|Develop|Test|Support|Deliver)\b|"
        r"\b(?:project|programme|fund)\b.*\b(?:explor|assum|support|deliver|invest)\w+\b",
    ),
    "for_whom": (
        r"\b(?:people|those|men|women|carers|families|patients|participants) (?:who|with|aged|from)\b",
        r"\b(?:reached|hardest to reach|underrepresented|ethnic|gender|aged? \d\d|over \d\d|disabilit\w+)\b",
        r"\b(?:did not come|dropped out|stopped coming|never came|gained most|benefited most|least)\b",
        r"\bwho (?:came|took part|gained|benefited|we reached|we supported)\b|\bbeneficiar(?:y|ies)\b|\breach\b",
    ),
    "circumstances": (
        r"\b(?:covid|pandemic|lockdown|winter|weather|storm|cost of living|strike)\b",
        r"\b(?:rural|island|remote|bus(?:es)?|transport|local(?:ly)?|village|town)\b",
        r"\b(?:nurse|practice|surgery|hospital|health board|partners?) (?:left|closed|moved|changed|was|were)\b",
        r"\b(?:context|circumstances|setting|background|policy|driver|share the same|depend\w*|boldness)\b",
        r"\b(?:takes time|as long as|because of|due to)\b",
    ),
}
_READY = {slot: [re.compile(words, re.IGNORECASE) for words in all_] for slot, all_ in PATTERNS.items()}
_IMPERATIVES = (_READY["others_need"][-1], _READY["did"][-1])
_CONTACT = re.compile(r"\b(?:Tel|Twitter|www\.|Registered in|Charity number|newsletter|Written by)|@\w", re.IGNORECASE)
_END = re.compile(r"[.!?…;:][\"'”’)\]]*$")


def guess(words: str, heading: str = "") -> str:
    """The slot that these words, under this heading, speak of most; nothing where none is spoken of."""
    points = {
        slot: sum(bool(each.search(words)) for each in patterns)
        + HEADING_WEIGHT * any(each.search(heading) for each in patterns if heading)
        for slot, patterns in _READY.items()
    }
    best = max(points, key=lambda slot: points[slot])  # the first of several
    return best if points[best] else ""


def tells_of_an_obstacle(words: str) -> bool:
    """Say whether these words speak of something that was in the way, wherever they were asked for."""
    return any(each.search(words) for each in _READY["did_not_work"])


# Of what mattered around a project: words that say it was a gain, and words that say who could come because of it.
_GAIN = re.compile(
    r"\b(?:help(?:s|ed|ful)|work(?:ed|s) (?:really |very |so )?well|went well|made (?:a|the|all the|such a) (?:\w+ )?"
    r"difference|success\w*|thanks to|good for|better|easier|gained?|enabled|improv\w+|benefit(?:s|ed)?|"
    r"made it (?:easy|possible)|opened (?:the |every )?(?:other )?doors?|more (?:people|members) (?:came|joined)|"
    r"generous\w*|kind(?:ly|ness)|welcom(?:ed|ing) us|(?:gave|lent|let|offered|backed|supported|trusted) us|"
    r"stood by us|took us to heart|for (?:nothing|free)|without (?:a fee|charge|being asked)|lucky|luckily)\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?:people|those|men|women|carers|families|patients|members) (?:who|with|aged|from)\b|"
    r"\bwho (?:can|could|cannot|came|comes?|took part)\b|\b(?:everybody|nobody)\b|\bcame only\b",
    re.IGNORECASE,
)


def tells_of_a_gain(words: str) -> bool:
    """Say whether these words speak of something that was good for a project."""
    return bool(_GAIN.search(words))


def tells_who(words: str) -> bool:
    """Say whether these words speak of who came or who could come."""
    return bool(_WHO.search(words))


def guess_all(text: str, found: Iterable[Sentence]) -> Iterator[tuple[Sentence, str]]:
    """Each sentence of a text with its guess: a slot, nothing, or "quote" for somebody's own words.

    A quotation goes on until it is closed, over as many sentences as it has; it never goes over an empty line.
    """
    is_open, last = False, 0
    for one in found:
        if "\n\n" in text[last : one.start]:
            is_open = False
        opened, closed = one.text.rfind("“"), one.text.rfind("”")
        is_quote = is_open or one.text.startswith(("“", '"')) and _is_long(one.text)
        yield one, QUOTE if is_quote else _of_sentence(one.text)
        is_open = opened > closed or (is_open and closed < 0)
        last = one.end


def _is_long(words: str) -> bool:
    """Say whether what is quoted is a whole saying and not only the name of something."""
    return len(re.split(r"[”\"]", words[1:], maxsplit=1)[0].split()) >= 4


def _of_sentence(words: str) -> str:
    """A line without a stop at its end is a heading, a name or an address, unless it says what to do."""
    is_item = _END.search(words) or any(each.search(words) for each in _IMPERATIVES)
    return "" if _CONTACT.search(words) or not is_item else guess(words)
