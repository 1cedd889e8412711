import pytest

from fund.kit import reading_age, sentences

TEXT = (
    'We worked with Dr. Smith, i.e. the practice in M.E. care. "It helped." Then we met at 3 p.m. on Monday.\n'
    "What worked\n"
    "- Peers came back each week\n"
    "- time to build trust; we needed that\n"
    "1. Money ran out in March.\n"
    "\n"
    "People said so… It cost £5. £3 was left! Was it good? Yes.\n"
    "A line that was wrapped by hand at about seventy characters and goes on\n"
    "with more words here.\r\n"
    "Gàidhlig was spoken too."
)


def words(text: str) -> list[str]:
    return [sentence.text for sentence in sentences.split(text)]


def test_a_sentence_ends_at_its_stop_and_not_at_a_short_form() -> None:
    assert words(TEXT) == [
        "We worked with Dr. Smith, i.e. the practice in M.E. care.",
        '"It helped."',
        "Then we met at 3 p.m. on Monday.",
        "What worked",
        "Peers came back each week",
        "time to build trust; we needed that",
        "Money ran out in March.",
        "People said so…",
        "It cost £5.",
        "£3 was left!",
        "Was it good?",
        "Yes.",
        "A line that was wrapped by hand at about seventy characters and goes on\nwith more words here.",
        "Gàidhlig was spoken too.",
    ]


def test_every_sentence_knows_its_place_letter_for_letter() -> None:
    found = sentences.split(TEXT)

    assert [TEXT[one.start : one.end] for one in found] == [one.text for one in found]
    assert [one.number for one in found] == list(range(len(found)))
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize("text", ["", "   \n\r\n ", "\n\n\n"])
def test_nothing_written_is_no_sentence(text: str) -> None:
    assert sentences.split(text) == []


def test_a_stop_inside_quotation_marks_goes_with_its_sentence() -> None:
    assert words("She said “I came back.” We were glad.") == ["She said “I came back.”", "We were glad."]


def test_no_at_the_end_of_a_sentence_is_not_a_short_form() -> None:
    assert words("We asked and they said no. Then we asked again.") == [
        "We asked and they said no.",
        "Then we asked again.",
    ]


@pytest.mark.parametrize("text", ["Too short here", "What did not work?", "By Ann Applicant", "Our Year In Brief"])
def test_headings_questions_bylines_and_scraps_tell_nothing(text: str) -> None:
    assert not sentences.tells_something(text)


@pytest.mark.parametrize("text", ["Peers came back each week.", "time to build trust; we needed that"])
def test_a_plain_sentence_tells_something_with_or_without_a_stop(text: str) -> None:
    assert sentences.tells_something(text)


@pytest.mark.parametrize(
    "text",
    [
        *("However, few came.", "They came back.", "“This helped.”", "The project grew.", "It grew.", "It was good."),
        *("Doing so signalled that people lead.", "If these difficulties stay, people leave.", "All this takes time."),
        *("When they came, it was late.", "By doing this we learned.", "Some of those left.", "[…] came back."),
        *("The former was hard.", "So it is important to ask.", "In this, the fund takes a risk."),
    ],
)
def test_a_sentence_that_leans_on_the_one_before_it_dangles(text: str) -> None:
    assert sentences.dangles(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Peers came back.", "Itemised bills came late.", "We walked.", "Those who came stayed."),
        *(
            "It takes time to build trust.",
            "It is important to ask.",
            "It was clear that people knew.",
            "If it rains.",
            "It rained on 71 days.",
        ),
        *("The former head of the board came.", "For those with asthma it was hard.", "[The group] came back."),
        *("In the hall this was easy.", "Sometimes they came."),
    ],
)
def test_a_sentence_that_stands_alone_does_not_dangle(text: str) -> None:
    assert not sentences.dangles(text)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Doing so signalled that people lead.", "[…] signalled that people lead."),
        ("If these difficulties stay, people leave.", "If […] difficulties stay, people leave."),
        ("But we all need to share more.", "We all need to share more."),
        ("And so, they left.", "[…] left."),
        ("“This helped.”", "“[…] helped.”"),
        ("Peers came back.", "Peers came back."),
    ],
)
def test_what_a_sentence_leans_on_becomes_a_gap_to_be_filled(text: str, mended: str) -> None:
    assert sentences.with_gap(text) == mended
    assert sentences.dangles(mended) == ("[…]" in mended)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("people", 2),
        ("lung", 1),
        ("condition", 3),
        ("helped", 1),
        ("wanted", 2),
        ("organisation", 5),
        ("idea", 2),
        ("by", 1),
    ],
)
def test_syllables_are_counted_by_their_vowels(word: str, count: int) -> None:
    assert reading_age.syllables(word) == count


def test_plain_words_have_a_low_grade_and_office_words_a_high_one() -> None:
    assert reading_age.grade("We met each week. People came back.") < 2
    assert (
        reading_age.grade(
            "The organisational prioritisation of multidisciplinary collaboration necessitates considerable "
            "administrative realignment."
        )
        > 20
    )
    assert reading_age.grade("") == 0.0
