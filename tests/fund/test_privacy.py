import pytest

from fund import privacy


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("Write to ann.o’hara@example.org today", "e-mail address", "ann.o’hara@example.org"),
        ("See https://example.org/walks?x=1 for more", "web address", "https://example.org/walks?x=1"),
        ("Look at www.example.org", "web address", "www.example.org"),
        ("We are on leithlungs.org.uk now", "web address", "leithlungs.org.uk"),
        ("Follow @leithlungs there", "handle", "@leithlungs"),
        ("Her number is 010165 0019 at the clinic", "NHS (CHI) number", "010165 0019"),
        ("Her number is 0101650019", "NHS (CHI) number", "0101650019"),
        ("Ring 0131 496 0000", "phone number", "0131 496 0000"),
        ("Ring (01463) 123456", "phone number", "(01463) 123456"),
        ("Text +44 7700 900123", "phone number", "+44 7700 900123"),
        ("Text 07700900123", "phone number", "07700900123"),
        ("She lives in EH8 9YL", "postcode", "EH8 9YL"),
        ("She lives in g1 1aa", "postcode", "g1 1aa"),
        ("AB 12 34 56 C was on the form", "National Insurance number", "AB 12 34 56 C"),
        ("He lives at 12 Leith Walk", "street address", "12 Leith Walk"),
        ("He lives at 4/2 Great Western Road", "street address", "4/2 Great Western Road"),
        ("He lives in Flat 3/1", "street address", "Flat 3/1"),
        ("She was born on 12 March 1956", "date of birth", "born on 12 March 1956"),
        ("dob: 12/3/56", "date of birth", "dob: 12/3/56"),
        ("Born 1 May 2014", "date of birth", "Born 1 May 2014"),
        ("It says 12/03/1956", "full date", "12/03/1956"),
        ("It says March 12th, 1956", "full date", "March 12th, 1956"),
        ("It says 1956-03-12", "full date", "1956-03-12"),
        ("An 83-year-old woman came", "exact age", "83-year-old woman"),
        ("She is 83 years old", "exact age", "is 83 years old"),
        ("I'm 74 years old and walk", "exact age", "I'm 74 years old"),
        ("She’s 74 years old", "exact age", "She’s 74 years old"),
        ("I’m 74, and I walk", "exact age", "I’m 74"),
        ("My aunt, aged 74, walks", "exact age", "aged 74"),
        ("I walk with a 74-year-old from Barra", "exact age", "74-year-old"),
        ("I am blind and 74 years old", "exact age", "74 years old"),
        ("Then a man of 51 came", "exact age", "a man of 51"),
        ("At the age of 51 he came", "exact age", "At the age of 51"),
        ("Text 07700.900.123", "phone number", "07700.900.123"),
        ("tel.0131.496.0000", "phone number", "0131.496.0000"),
    ],
)
def test_what_gives_a_person_away_is_found_with_its_place(text: str, kind: str, found: str) -> None:
    (hit,) = privacy.hits(text)

    assert (hit.kind, hit.text) == (kind, found)
    assert text[hit.start : hit.end] == found


@pytest.mark.parametrize(
    "text",
    [
        "204 of 306 people who answered felt better in 2019",
        "1,200 walks for £10,000 in 2020/21",
        "We began on 12 March 2024",
        "People aged 65 and over came",
        "In 2019 Holyrood Park was full",
        "45 Nordic walks, 10 a week",
        "The number 1234567890 is no CHI number",
        "M.E. and e.g. and i.e. are no web addresses",
        "Half of them came back",
        "People aged 16 to 25, 16-25, aged 50+ or aged 18 or over",
        "Children aged 8, 9 and 10",
        "16 to 25 year olds and 18-25 year old people",
        "We are a 10-year-old charity at 51 sites",
        "I'm 100% sure. I’m 20 minutes away, a mother of 3, a woman of 1,000 talents",
        "It was 01.02.2024 12.30 then, and it cost 0.1234567891",
    ],
)
def test_figures_years_and_events_are_no_personal_details(text: str) -> None:
    assert privacy.hits(text) == []


def test_several_details_come_in_their_order_and_none_twice() -> None:
    found = privacy.hits("Ann (ann@example.org, 0131 496 0000) lives at 12 Leith Walk, EH8 9YL.")

    assert [hit.kind for hit in found] == ["e-mail address", "phone number", "street address", "postcode"]


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("0101650019", True), ("0101650018", False), ("3211650019", False), ("0113650019", False), ("010165001", False)],
)
def test_a_chi_number_has_a_day_a_month_and_a_check_digit(digits: str, is_one: bool) -> None:
    assert privacy.is_chi(digits) is is_one
