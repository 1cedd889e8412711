"""Return codes: short, without letters and digits that look alike, and with a last character that finds slips.

The last character makes the sum of (place × value) over all eight a multiple of 19. Nineteen is prime and no place is
a multiple of it, so one wrong character, or two that changed places, never makes another good code.
"""

import re
import secrets

from applications.models import ReturnCode
from fund.kit.states import Refused

LETTERS = "346789CFHJKMNPRTWXY"  # 19 of them; no vowels, so that no code is a word
LENGTH = 8


def fresh() -> str:
    """A code that nobody can guess and that is not given yet."""
    while True:
        start = "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1))
        code = next(start + last for last in LETTERS if is_good(start + last))
        if not ReturnCode.objects.filter(code=code).exists():
            return code


def is_good(code: str) -> bool:
    """Say whether the last character fits the others."""
    if len(code) != LENGTH or not set(code) <= set(LETTERS):
        return False
    return sum(place * LETTERS.index(letter) for place, letter in enumerate(code, 1)) % len(LETTERS) == 0


def shown(code: str) -> str:
    """A code as people read it: CFHJ-KM34."""
    return f"{code[:4]}-{code[4:]}"


def read(typed: str) -> str:
    """A code as it was typed, in small letters or with gaps. Raises Refused where it cannot be one."""
    code = re.sub(r"[\s\u00ad\-–—_.]", "", typed).upper()
    if strange := sorted(set(code) - set(LETTERS)):
        raise Refused(f"“{typed.strip()}” has “{strange[0]}” in it, which no return code has. Look at the paper again.")
    if len(code) != LENGTH:
        raise Refused(f"“{typed.strip()}” has {len(code)} letters and digits. A return code has {LENGTH}.")
    if not is_good(code):
        raise Refused(f"“{typed.strip()}” is not quite right: one letter or digit is wrong. Look at the paper again.")
    return code


def read_many(typed: str) -> list[str]:
    """Several codes, with commas, lines or gaps between them, each once."""
    pieces = [piece for piece in re.split(r"[,;\n]+", typed) if piece.strip()]
    if len(pieces) == 1 and len(words := pieces[0].split()) > 1 and all(len(word) >= LENGTH for word in words):
        pieces = words
    return list(dict.fromkeys(read(piece) for piece in pieces))
