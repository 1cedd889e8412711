import pytest

from fund.kit import standing


@pytest.mark.parametrize(
    "text",
    [
        *("They came back.", "However, few came."),  # at the start: test_sentences.py
        "I know carers can make this happen.",
        "Nobody told us that these groups had closed.",
        "Perhaps this idea is like baking.",
        "Volunteers run such groups all over Fife.",
        "Help each leader to go on with this work.",
        "We also met on Sundays.",
        "Members then asked for a choir.",
        "The hall was cold too.",
        "We gave them a lift home.",
        "We tried it for a month.",
        "We know they will be back.",
        "The difference is that peers lead.",
        "The idea grew slowly.",
        "One such group is the choir in Leith.",
        "Another was the price of the bus.",
        "Keeping that in mind is key.",
        "Nine of twelve came back.",
        "9 out of 12 still come.",
        "Only two of the seven stayed.",
        "Most of them had never sung.",
        "Some told us that it was too far.",
        "Nearly half did not answer.",
        "The call matters more than what is said in it.",
        "The book goes to all the islands.",
        "The garden gave hands something to do while people talked.",
        "The talk at the mart brought nine men in one afternoon.",
        "The men from the mart did not want a circle.",
    ],
)
def test_a_sentence_that_needs_another_one_does_not_stand_alone(text: str) -> None:
    assert not standing.stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "Peers came back each week.",
        "We learned slowly, and this learning stays with us.",
        "Invest in what we have learned so that this learning spreads.",
        "Staff need freedom to try new ways, for some of these may fail.",
        "The bus stopped at six – this shut out whoever works.",
        "Small aids such as a jar opener helped.",
        "Fewer people came this winter.",
        "People told us that this project kept them well.",
        "Carers came first and then their friends joined in.",
        "Not only the walkers but also the cooks came back.",
        "If the hall is cold, members also go home early.",
        "We made it easy to come late.",
        "We asked people what they wanted.",
        "We found it hard to reach young men.",
        "The difference between the two halls was heat.",
        "The change of day helped people with jobs.",
        "The walk was too long for many.",
        "People have too little to live on.",
        "Nine of twelve carers came back.",
        "Nine people of twelve came back.",
        "Most members had never sung.",
        "Some of the carers told us that it was too far.",
        "Half the people did not answer.",
        "Two retired nurses led the walk.",
        "One bus was cut, and two members stopped coming.",
        "Each named champion kept the phone.",
        "The doctors were polite but sent nobody.",
        "The phone circle goes on.",
        "The talk at the mart in Lochmaddy brought nine men.",
        "The men from the village did not want a circle.",
        "The survey was too long, so we cannot show what changed.",
        "The council has put recurring funding into it.",
    ],
)
def test_a_sentence_that_names_what_it_means_stands_alone(text: str) -> None:
    assert standing.stands_alone(text)
