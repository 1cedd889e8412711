"""The fixed sentences of all formats: plain words, at most grade 8. All else in a format stands in the summary."""

FUND = "Self Management Fund"
PAID = "The Self Management Fund paid for this work."
PAID_ELSEWHERE = "These texts were written earlier, or elsewhere. We do not know of each who paid for the work."
STRENGTH = "How strong the evidence is"
SURE = "How sure we are of the first finding"
KNOWN = "How much we know"
DEMO = "This is an invented example."

IN_SHORT = "In short"
HELPED = "What helped"
HINDERED = "What got in the way"
DIFFER = "Where projects differ"
NEW = "Something new"
KEEP = "Keep or change"
WHOM = "For whom, and whom it did not suit"
NEXT = "What they will do next"
FIGURES = "In figures"
STORY = "A story"
STORIES = "Stories"
HARD = "What was hard"
NEED = "What you need"
TALK = "Who will talk to you"
CONDITIONS = "Conditions you will need"
LIMITS = "What this cannot tell"
MADE = "How this was made"
OTHERS = "Others doing this"
TRY = "Try it"
MORE = "Read more"

ASK_THEM = "{group} ran this project. The web page tells you how to find it."
ASK_ONE_OF = "Ask one of these projects:"
ASK_ON_WEB = "The web page names the projects and introduces you."
ASK_NOBODY = "These are older texts. The web page says where each line comes from."
INTRODUCED = "The web page introduces you."
TRY_WORDS = "Choose one thing that helped. Test it this month with a few people. Tell us what came of it."
NO_OTHERS = "We know of no other project that is close to this one."
LIKE_IT = "Projects that did something like it:"
TAKEN_UP = "{groups} took this up. Both sides, or the fund, said so."
HAD = {"yes": "yes", "partly": "partly", "no": "no"}
HAD_BY_MANY = "{count} of {told} said {answer}"
NOT_SPOKEN = "not told of"

COST = "What it cost"
COST_OF_ONE = "The fund gave {amount}, from {first} to {last}."
COST_WITHOUT_DAYS = "The fund gave {amount}."
COST_NOT_KNOWN = "We have not added up what it cost."

PERMIT = "What we ask you to allow"
PERMIT_ASKS = (
    "Let a small team test one thing from this page.",
    "Give them time to meet and to learn.",
    "Accept that some of it may fail, and ask what they learned.",
)
RISKS = "What could go wrong"

MADE_WORDS = (
    "A computer chose sentences from reports by fixed rules and added nothing. "
    "The projects that it draws on were asked whether it is right. One person edited it, and another one approved it."
)
READ_BY = "{name} has lived experience of what this is about and read it before it was published."
MADE_OF_TEXTS = (
    "A computer chose sentences from these texts by fixed rules and added nothing. "
    "One person edited them, and another one approved them. Those who wrote the texts were not asked."
)
LICENCE = "You may copy and share this, if you name the fund (CC BY 4.0). Stories belong to the people who told them."
STORY_NOTE = "Told with their consent. They can take it back."

ALL_ANSWERED = "All of those asked gave an answer."
NEARLY_ALL = "Nearly all of those asked gave an answer."
SOME_SILENT = "{silent} of {asked} people did not answer."
SILENCE_UNKNOWN = "We do not know how many did not answer."
NO_FIGURES = "There are no figures yet."

MORE_ON_WEB = "{count} more on the web page."
UNCHECKED = "Not yet checked with people who use Easy Read"
CHECKED = "Checked by {who} on {when}, who uses Easy Read"

SHARE = "What helped people to live well, and what got in the way? Read what we learned:"

# The six conditions for change, with their codes in the report (fund/data/report.toml).
SIX = (
    ("Real time, and the same words", "ready"),
    ("There is room to learn together", "learning"),
    ("Leaders allow it and stand by it", "leaders"),
    ("You know what keeps people well here", "local"),
    ("The right people are with you", "influencers"),
    ("What works is taken to other places", "spread"),
)
