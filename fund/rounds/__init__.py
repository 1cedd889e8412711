"""Rounds are data: made from files, checked line by line, published, and frozen where people have answered."""

from fund.reference import DATA
from fund.rounds.making import change_dates, check, load, preview, publish, read_file
from fund.rounds.reading import BadFile, Fault, Plan

FOLDER = DATA / "rounds"

__all__ = ["FOLDER", "BadFile", "Fault", "Plan", "change_dates", "check", "load", "preview", "publish", "read_file"]
