"""Which sentences of a text can tell what was learned."""

from collections import Counter
from collections.abc import Iterator

from fund import privacy
from fund.kit import sentences
from fund.kit.sentences import Sentence


def tell(text: str, left: Counter[str]) -> Iterator[Sentence]:
    """The sentences that tell something and give nobody away; the others are counted in `left`.

    Lists of names are asked too, and what gives away only together is looked for in the whole text. A sentence in
    which something is found waits for a person, who can write it anew. Nothing that looks like the name of a figure
    comes in with somebody's words.
    """
    found = sentences.split(text)
    hits = privacy.all_hits({str(sentence.number): sentence.text for sentence in found})
    for sentence in found:
        if hits[str(sentence.number)]:
            left["sentences_with_personal_details"] += 1
        elif "{{" in sentence.text or not sentences.tells_something(sentence.text):
            left["scraps"] += 1
        else:
            yield sentence
