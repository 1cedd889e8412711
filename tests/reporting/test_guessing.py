"""What words may be about: guessed from simple patterns, for a person to confirm."""

import pytest

from fund.kit import sentences
from reporting.guessing import QUOTE, guess, guess_all, tells_of_an_obstacle

SAID = """Small steps count

Jo Example, group lead, Example Town

“We went on asking for a year and nobody came. It was the wrong hall.

So we moved to the library.”

Tel 0131 496 0123, and ask for the group
The walks were “up to it”, as one says here. Use a hall that people know
"""


@pytest.mark.parametrize(
    ("words", "heading", "slot"),
    [
        ("We ran 12 sessions in the hall.", "", "did"),
        ("It worked well, and people gained confidence.", "", "worked"),
        ("Unfortunately we could not find a hall, and there were delays.", "", "did_not_work"),
        ("Often the courses are told of too late for anybody to come.", "", "did_not_work"),
        ("It is important to ask the nurses first.", "", "others_need"),
        ("Ask the nurses before you print a leaflet.", "", "others_need"),
        ("It went on as before.", "Next steps", "next"),
        ("Unfortunately we could not find a hall.", "What we did", "did_not_work"),
        ("The hall cost £200 per session.", "", "cost"),
        ("The sky is blue.", "", ""),
    ],
)
def test_a_slot_is_guessed_from_simple_words(words: str, heading: str, slot: str) -> None:
    assert guess(words, heading) == slot


def test_a_quotation_goes_on_until_it_is_closed_and_never_over_an_empty_line() -> None:
    guesses = {one.text: slot for one, slot in guess_all(SAID, sentences.split(SAID))}

    assert guesses["“We went on asking for a year and nobody came."] == QUOTE
    assert guesses["It was the wrong hall."] == QUOTE
    assert guesses["So we moved to the library.”"] != QUOTE
    assert guesses["The walks were “up to it”, as one says here."] != QUOTE


def test_headings_names_and_addresses_are_guessed_to_tell_nothing() -> None:
    guesses = {one.text: slot for one, slot in guess_all(SAID, sentences.split(SAID))}

    assert guesses["Jo Example, group lead, Example Town"] == ""
    assert guesses["Tel 0131 496 0123, and ask for the group"] == ""
    assert guesses["Use a hall that people know"] == "others_need"


@pytest.mark.parametrize("words", ["The price of milk for the café went up.", "Our rent doubled in May."])
def test_what_costs_more_is_in_the_way(words: str) -> None:
    assert tells_of_an_obstacle(words)
    assert not tells_of_an_obstacle(words.replace("went up", "stayed low").replace("doubled", "fell"))
