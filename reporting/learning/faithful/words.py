"""Words as the checks read them: without accents and endings, and cut into clauses."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from fund.kit import stems

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

EMPTY = frozenset(
    """a an the this that these those it its he she they them their his her our ours we us you your i me my mine who
    whom whose which what there here and or but so as at by for from in into of off on onto out over to up with within
    about after again before between during through than then too very also just even still now
    is am are was were be been being has have had having do does did doing can could will would shall should may might
    must not no nor never none nothing nobody without hardly
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen
    each every all any some most many few several both other others another such only own same because although though
    while when where whereas once until if since how why said say says told tell tells""".split()
)
_IRREGULAR = dict(
    pair.split(":")
    for pair in """came:come went:go gone:go taught:teach led:lead left:leave found:find felt:feel kept:keep met:meet
    ran:run sang:sing sung:sing sent:send slept:sleep spoke:speak spoken:speak spent:spend thought:think took:take
    taken:take wrote:write written:write grew:grow grown:grow rose:rise risen:rise fell:fall fallen:fall gave:give
    given:give held:hold began:begin begun:begin bought:buy brought:bring built:build chose:choose chosen:choose
    drove:drive drew:draw drawn:draw got:get heard:hear knew:know known:know lent:lend lost:lose made:make meant:mean
    paid:pay rang:ring saw:see seen:see shown:show understood:understand won:win wore:wear worn:wear ate:eat eaten:eat
    sat:sit stood:stand broke:break broken:break women:woman men:man children:child""".split()
)
# Words of reports and the plain words that editors put in their place: each line is one meaning.
_PLAIN = {
    long: words.split()[0]
    for words in """
        people person persons participants participant attendees attendee individuals individual members member
        need needed needs require required requires
        help helped helps assist assisted assistance support supported supports aid
        start started starts begin began begun commence commenced launched
        stop stopped stops cease ceased end ended ends discontinued finished
        use used uses using utilise utilised utilising employ employed
        show showed shown shows demonstrate demonstrated indicate indicated illustrate
        buy bought purchase purchased
        get got gets obtain obtained obtaining receive received acquire acquired
        try tried tries attempt attempted endeavour
        tell told inform informed notify notified report reported reports mention mentioned
        ask asked asks enquire enquired request requested
        join joined joins attend attended participate participated participating
        hard difficult difficulty challenging tough
        easy simple straightforward
        scared afraid frightened fearful
        lonely isolated isolation loneliness alone
        often frequently regularly
        rarely seldom infrequently
        enough sufficient adequate
        more additional further extra
        about approximately roughly around
        build built construct constructed
        meet met gathered
        talk talked talks speak spoke chat chatted blether
        choose chose chosen select selected
        give gave given provide provided provides supply supplied offer offered
        keep kept retain retained maintain maintained continue continued
        change changed changes alter altered alteration amend
        find found locate located discover discovered
        doctor doctors gp gps physician
        home homes house houses
        leave left depart departed
        cost costs expense expenses price
        money funding funds finance
        travel transport transportation
        jobs job work employment
        sick ill unwell poorly
        tired fatigued fatigue exhausted
        better improved improve improves improvement improvements
        worse deteriorated deteriorate
        meeting meetings session sessions class classes
        last final
        fewer less reduced reduce reduction
        near nearby close
        child children kids
        group groups club
        aware conscious
        wait waiting waited
        teach taught train trained trains instruct instructed
        sleep slept asleep
        feel felt feels""".strip().splitlines()
    for long in words.split()
}
_COUNTED = re.compile(
    r"\d+|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|half)\b", re.IGNORECASE
)
_JOINTS = re.compile(
    r"[.;:!?…,]+(?=\s|$)|[.!?]?[”“\"]|\s[–—-]\s|"
    r"\b(?:and|but|because|whereas|although|though|while|when|once|until|so(?! (?:few|little|many|much)\b))\b",
    re.IGNORECASE,
)


def folded(text: str) -> str:
    """The text in small letters, without accents, with straight apostrophes: "Mòrag’s" is "morag's"."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@cache
def stem(word: str) -> str:
    """The word without its ending, so that "walked" and "walking" are one."""
    short = folded(word).removesuffix("'s").removesuffix("s'")
    return stems.stem(_PLAIN.get(short, _IRREGULAR.get(short, short)))


def content(text: str) -> list[str]:
    """The stems of the words that carry meaning, in their order."""
    found = (folded(match.group()) for match in WORD.finditer(text))
    return [stem(word) for word in found if word not in EMPTY and len(word) > 1 and "n't" not in word]


def clauses(text: str) -> list[str]:
    """The text cut at stops, commas and before joining words, so that no letter is lost.

    A piece with less than two words or numbers that tell something stays with the next.
    """
    found: list[str] = []
    waiting = ""
    for piece in _pieces(text):
        waiting += piece
        if len(content(waiting)) + len(_COUNTED.findall(waiting)) >= 2:
            found.append(waiting.strip())
            waiting = ""
    if waiting.strip():
        found = [*found[:-1], f"{found[-1]} {waiting.strip()}"] if found else [waiting.strip()]
    return found


def _pieces(text: str) -> Iterator[str]:
    start = 0
    for joint in _JOINTS.finditer(text):
        cut = joint.start() if joint.group()[0].isalpha() else joint.end()
        yield text[start:cut]
        start = cut
    yield text[start:]


def likeness(one: str, other: str) -> float:
    """The share of the words of the first that stand in the other."""
    mine = set(content(one))
    return len(mine & set(content(other))) / len(mine) if mine else 0.0


def closest(clause: str, among: list[str]) -> str:
    """The clause that shares most with this one; the earliest of several; empty where none shares anything."""
    mine = set(content(clause))
    best = max(among, key=lambda other: len(mine & set(content(other))), default="")
    return best if mine & set(content(best)) else ""
