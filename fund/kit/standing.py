"""Whether a sentence stands alone: it leans neither at its start nor in its middle on a sentence before it."""

import re

from fund.kit.sentences import dangles
from fund.kit.stems import stem

_WORD = re.compile(r"\w+(?:[’'-]\w+)*")
# After a comma, a dash or a joining word, what was told before it in the same sentence may be meant.
_BREAK = re.compile(
    r"[,;:–—(]|\b(?:and|but|or|so|because|when|if|where|while|which|who|whose|until|before|after|than|rather)\b",
    re.IGNORECASE,
)
_FEWEST_BEFORE = 3  # so many words before the break can name what is meant
_NOW = (
    r"year|month|week|day|time|morning|afternoon|evening|night|spring|summer|autumn|winter|season|way round|"
    r"project|grant|round|report|fund|country|area|community|village|town|city|island"
)
_POINTING = re.compile(
    rf"\b(?P<this>this|these|such)(?! (?:{_NOW})s?\b)(?! as\b)(?! (?:an?|that)\b)(?: (?P<noun>[\w’'-]+))?",
    re.IGNORECASE,
)
_ALREADY = re.compile(r"\b(?P<link>also|then|therefore|too(?=[.!]|$))\b", re.IGNORECASE)
_SAID_FIRST = re.compile(r"\b(?:not only|not just|if|when|once|first|after|by|where|until)\b", re.IGNORECASE)
# "We gave them a lift", "I know they can": nothing is named before the pronoun; "it" is often empty.
_EMPTY = r"(?! (?:[\w’'-]+ ){1,2}(?:to|that|for|when|if|because)\b)"
_NOBODY = re.compile(
    rf"(?:I|We|You)(?: (?!{'people|everybody|everyone|members|staff|carers'})[\w’'-]+){{1,2}} (?:them|it{_EMPTY})\b|"
    r"(?:I|We) (?:know|knew|think|thought|hope|hoped|believe|believed|feel|felt|found|saw|said|say)(?: that)? "
    rf"(?:they|he|she|it{_EMPTY})\b",
    re.IGNORECASE,
)
# "The difference is …", "One such scheme …", "In the second year that changed": named, but never introduced.
_NOUNS = (
    r"answer|approach|change|changes|difference|effect|idea|ideas|issue|issues|latter|pilot|problem|problems|process|"
    r"programme|reason|reasons|result|results|scheme|sector|task|others?|rest|second|third"
)
_SAYS = (
    r"is|was|are|were|has|have|had|does|did|can|could|will|would|should|must|may|might|means|meant|"
    r"grew|came|went|took|made"
)
_NEVER_MET = re.compile(
    rf"(?:The (?:{_NOUNS})(?= (?:(?:also|often|soon|still) )?(?:{_SAYS}|\w+ed)\b)|One (?:such|of (?:them|these))\b|"
    r"Another (?:was|is|reason|problem|one)\b|Indeed\b|Whereas,|Likewise\b|Still,|Not so\b|Keeping that\b|Same\b)",
    re.IGNORECASE,
)

# "Nine of twelve came back", "Most told us": a number of whom?
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
_MANY = rf"(?:\d[\d,]*|{_SMALL}|all|both|half|most|many|some|several|(?:a |very )?few|none|neither|each)"
_DID = (
    r"ate|became|began|brought|bought|drove|fell|felt|found|gave|got|heard|held|kept|knew|left|let|lost|met|paid|put|ran|"
    r"rang|said|sang|sat|saw|sent|slept|spoke|stood|taught|thought|told|wrote|come|feel|go|know|like|need|say|tell|want|"
    r"(?:answer|ask|chang|dropp|enjoy|fail|help|join|learn|lik|manag|mov|need|return|start|stay|stopp|talk|tri|turn|us|"
    r"walk|want|work)ed"
)
_ONLY_A_NUMBER = re.compile(
    rf"(?:(?:about|almost|around|at least|just|nearly|only|over|more than|fewer than) )?{_MANY}"
    rf"(?: (?:in|of|out of) (?:the |our )?(?:{_MANY}))?(?: of (?:them|us|these|those))?,? "
    rf"(?:(?:all|also|even|had|have|later|never|not|now|often|only|soon|still|then) )*(?:{_SAYS}|{_DID})\b",
    re.IGNORECASE,
)

# "The call matters more", "The talk at the mart brought …": which call, which mart? Some things every reader knows.
_KNOWN = (
    r"government|council|councils|charity|fund|nhs|library|church|school|hospital|hospice|surgery|surgeries|practice|"
    r"practices|clinic|doctors?|nurses?|gps?|pharmacy|bus|buses|ferry|weather|winter|summer|spring|autumn|cost|costs|price|"
    r"prices|people|members?|carers?|volunteers?|staff|families|public|internet|pandemic|lockdown|group|groups|project|"
    r"projects|team|village|villages|town|city|island|islands|country|community|hall|first|most|more|whole|only|same|best|"
    r"other|two|three|few|number|rest|world|police|post|phone"
)
_MOST_BARE = 10  # words: a longer sentence tells what it speaks of
_WHICH = re.compile(
    rf"The (?!(?:{_KNOWN})\b)[a-z]+ (?!(?:was|is|has)\b)(?:{_DID}|came|went|took|made|means|meant|\w\w+(?<!s)s)\b"
)
_WHICH_PLACE = re.compile(rf"The [a-z]+ (?:at|from) the (?!(?:{_KNOWN})\b)[a-z]+ (?!of\b|in\b|that\b|which\b)[a-z]+")


def stands_alone(sentence: str) -> bool:
    """Say whether the sentence can be read by itself, with nothing in it that only another sentence names."""
    return not (dangles(sentence) or points_back(sentence))


def points_back(sentence: str) -> bool:
    """Say whether words within it stand for something told before: "I know we can make this happen"."""
    bare = sentence.lstrip("\"'“‘([")
    if _NEVER_MET.match(bare) or _NOBODY.match(bare) or _ONLY_A_NUMBER.match(bare) or _WHICH_PLACE.match(bare):
        return True
    if _WHICH.match(bare) and len(bare.split()) <= _MOST_BARE:
        return True
    return any(not _is_met(bare, found) for found in _POINTING.finditer(bare)) or _is_one_more(bare)


def _is_met(sentence: str, found: re.Match[str]) -> bool:
    """Say whether what is pointed to can stand earlier in this sentence: a break with words before it, or the noun."""
    before, noun = sentence[: found.start()], found["noun"]
    breaks = [one for one in _BREAK.finditer(before) if len(_WORD.findall(before[: one.start()])) >= _FEWEST_BEFORE]
    if breaks:
        return True
    return bool(noun) and stem(noun.lower()) in {stem(word.lower()) for word in _WORD.findall(before)}


def _is_one_more(sentence: str) -> bool:
    """Say whether "also" or "then" adds to something that this sentence does not tell."""
    found = _ALREADY.search(sentence)
    if not found:
        return False
    before = sentence[: found.start()]
    return not (_BREAK.search(before) or _SAID_FIRST.search(before))
