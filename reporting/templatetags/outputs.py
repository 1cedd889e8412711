"""Figures and counts of a summary in the words that all formats use."""

from django import template

from reporting.learning.wording import behind
from reporting.outputs.sheet import count_of, name_of, said_of

register = template.Library()
register.filter("behind", behind)
register.filter("count_of", count_of)
register.filter("name_of", name_of)
register.filter("said_of", said_of)
