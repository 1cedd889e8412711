"""The words with which the letters of a round start, until somebody of the fund writes its own."""

from applications.models import DecisionLetter

Kind = DecisionLetter.Kind

AWARD = """Hello {name},

We are glad to tell you that {round} will fund your project.

Project: {project} ({reference})
Group: {group}
Grant: {amount}

What the panel said:
{reason}

Conditions of the grant:
{conditions}

What to do now: the lead of your group reads the offer and accepts it, or says no, by {accept by}.
{link}

If anything in the offer is not clear, reply to this letter and we will talk it through.

{fund}"""

RESERVE = """Hello {name},

Thank you for applying to {round}. Your project is on the reserve list:

{project} ({reference})

The panel would like to fund it, and the money did not reach that far. If another group turns its grant down, we will \
offer it to you. We cannot say now whether that will happen, so do not spend money in the hope of it.

What the panel said:
{reason}

From those who read your bid:
{feedback}

You can see your application here:
{link}

We would be glad to talk about it with you. Reply to this letter and we will find a time.

{fund}"""

DECLINE = """Hello {name},

Thank you for applying to {round}. We are sorry to tell you that your project is not funded this time:

{project} ({reference})

We know how much work goes into an application. This is what the panel said about it:

{reason}

From those who read your bid:
{feedback}

You can see your application here:
{link}

You can apply again in a later round. We would be glad to talk with you about what would make it stronger: reply to \
this letter and we will find a time.

If you think that the decision is wrong, you can ask us on that page to look again, until {appeal by}.

{fund}"""

PROMOTED = """Hello {name},

Your project was on the reserve list of {round}. Money has become free, and we are glad to tell you that we will \
fund it.

Project: {project} ({reference})
Group: {group}
Grant: {amount}

Conditions of the grant:
{conditions}

What to do now: the lead of your group reads the offer and accepts it, or says no, by {accept by}.
{link}

If anything in the offer is not clear, reply to this letter and we will talk it through.

{fund}"""

ENDED = """Hello {name},

Your project was on the reserve list of {round}:

{project} ({reference})

No more money became free, so we are sorry to tell you that it is not funded this time. Thank you for waiting.

From those who read your bid:
{feedback}

You can see your application here:
{link}

You can apply again in a later round. We would be glad to talk with you about it: reply to this letter and we will \
find a time.

{fund}"""

STARTING: dict[str, tuple[str, str]] = {
    Kind.AWARD: ("Your project is funded: {project}", AWARD),
    Kind.RESERVE: ("Your project is on the reserve list: {project}", RESERVE),
    Kind.DECLINE: ("Your application was not funded this time: {project}", DECLINE),
    Kind.PROMOTED: ("Your project is funded after all: {project}", PROMOTED),
    Kind.ENDED: ("Your application was not funded this time: {project}", ENDED),
}
