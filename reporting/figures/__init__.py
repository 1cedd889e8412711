"""Figures: what is counted, when it is locked, how it is added up, shown, and sent in by a spreadsheet."""
