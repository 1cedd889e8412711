"""Awards of the past, brought in from published records: good rows go in, faulty ones are named row by row."""

from applications.importing.bringing import bring_in
from applications.importing.reading import Award, Fault, Sheet, read

__all__ = ["Award", "Fault", "Sheet", "bring_in", "read"]
