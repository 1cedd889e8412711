"""What `docs/example` shows, on texts of our own, which are always here: right words of the right file, right speaker.

In the first text the name of each speaker stands before the quotation, in the second after it.
"""

import hashlib

import pytest

from fund import reference
from fund.models import User
from reporting import collecting, learning
from reporting.collecting import Said
from reporting.learning import tracing
from reporting.models import Collection, LearningSummary

pytestmark = [pytest.mark.django_db, pytest.mark.gate]

BEFORE = """Voices from the harbour

Isla Example, who leads the walks
“Nobody asked the walkers what they wanted until the second year.”

Tormod Còmhla, practice nurse
“I send people to the group because they come back with colour in their cheeks.”

Health centres did not refer anybody for six months. Peers with the same condition helped people to come back.
"""
AFTER = """What the café told us

“We were afraid that the money would end before we had begun,” said Una Sample, who runs the café.
“My mother talks again at the table,” said Ruaridh Pretend, a carer.

A trusted nurse in the team made the difference. It took a year to build trust with the practice.
"""
TEXTS = {"harbour.txt": BEFORE, "cafe.txt": AFTER}
SPEAKERS = {
    "“Nobody asked": "Isla Example",
    "“I send people": "Tormod Còmhla",
    "“We were afraid": "Una Sample",
    "“My mother": "Ruaridh Pretend",
}


@pytest.fixture
def summary(lena: User) -> LearningSummary:
    reference.load()
    for name, words in TEXTS.items():
        text = collecting.bring_words(collecting.words_of(name, words.encode()), name, into="Of our own", by=lena)
        said = {}
        for one in text.sentences.all():
            words_ = text.text[one.start : one.end]
            speaker = next((who for start, who in SPEAKERS.items() if words_.startswith(start)), "")
            if speaker:
                said[one.pk] = Said("", is_quote=True, said_by=speaker, voice="people")
        collecting.look_through(text, said, by=lena)
        collecting.confirm_guesses(text, by=lena)
    collection = Collection.objects.get(name="Of our own")
    return learning.store(learning.compose(learning.gather(collection)), by=lena)


def test_each_statement_opens_at_the_right_words_of_the_right_file(summary: LearningSummary) -> None:
    files = {hashlib.sha256(words.encode()).hexdigest(): words for words in TEXTS.values()}
    opened = [one for row in summary.statements.all() for one in tracing.open_all(row.sources.all()).values()]

    assert {one.source.sha256 for one in opened} == set(files), "both files are told from"
    for one in opened:
        text = files[one.source.sha256]
        assert one.holds
        assert text[one.source.start : one.source.end] == one.source.quote == one.words
        assert one.before + one.words + one.after == text
    told = {row.drafted for row in summary.statements.exclude(kind="story")}
    assert "Health centres did not refer anybody for six months." in told
    assert "A trusted nurse in the team made the difference." in told


def test_each_quotation_has_its_own_speaker_wherever_the_name_stands(summary: LearningSummary) -> None:
    told = summary.statements.filter(kind="story")

    assert {text.key for row in told for text in [row.sources.get().text] if text} == {"harbour", "cafe"}
    for row in told:
        assert row.said_by == next(who for start, who in SPEAKERS.items() if row.drafted.startswith(start))
    names = {one.said_by for text in summary.collection.texts.all() for one in text.sentences.filter(is_quote=True)}
    assert names == set(SPEAKERS.values())
