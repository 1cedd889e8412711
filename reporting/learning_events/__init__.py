"""Learning events: asked for, told together, written up and checked, in the place of the written part of a report."""

LINK = "learning-event"
