"""A figure of a summary in the words that all formats use."""

from django import template

from reporting.outputs.sheet import name_of, said_of

register = template.Library()
register.filter("name_of", name_of)
register.filter("said_of", said_of)
