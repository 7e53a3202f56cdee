"""Sentences that both forms of a handout have in common."""

TOUCH = "Touch that both have to agree to:"
ABOUT_THE_CODE = (
    "This is the fingerprint of the key that signed the pack. Companion shows the same words when you install it. "
    "If they differ, do not open it, and ask whoever gave it to you."
)
NO_CALLS = (
    "You can end this at any moment, without a reason. If you are in danger, or might hurt yourself or somebody else, "
    "call your emergency number first: neither this page nor the program can call anyone."
)
