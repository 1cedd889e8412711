"""Somebody has tried this: projects like a question or like another project, why, and how they differ."""

from reporting.similar.asking import Answer, Match, like_plan, like_project, like_projects, like_words

__all__ = ["Answer", "Match", "like_plan", "like_project", "like_projects", "like_words"]
