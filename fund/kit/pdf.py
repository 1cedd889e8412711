def available() -> str:
    return ""
