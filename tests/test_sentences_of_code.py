"""The sentences of all docstrings and comments: their subject is a thing or a person, never a clause.

A clause as subject ("What was said is kept.") makes a reader wait for the verb to learn what the sentence is about.
Some inversions and negations ("Only then is it known", "A sound is no clip") have the same effect.
`test_words_of_code` has the rules for how a docstring begins.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[1]
MODULES = [path for folder in ("companion", "bench", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]

NAME: Final = "NAME"
"""Stands for everything in quotation marks, which is a name or an example and no part of the sentence."""
_QUOTED = re.compile(r'"[^"\n]*"|“[^”]*”|`[^`]*`')
_END = re.compile(r"(?<=[.!?])[\"”')`*]*\s+(?=[^a-z\s])")
_JOINT = (
    r"(?:^|[,;:(–—]\s(?:(?:and|but|so|or|yet) )?"
    r"|\b(?:and|but|so|or|because|since|that|which|where|while|when|if|unless|as|than|until|before|after|though|whom) )"
)
"""The place before the subject of a clause: the beginning, a mark, or a word that begins a clause."""
_BE = r"(?:is|are|was|were)"

RULES: Final[dict[str, re.Pattern[str]]] = {
    "begins with a clause": re.compile(
        r"^(?:whether|where|wherever|that|how|why|what|whatever|who|whoever|whose|whom|whichever)\b(?!['’])", re.I
    ),
    "has nobody as subject": re.compile(_JOINT + r"(?:nobody|no one|whoever)\b(?= \w)", re.I),
    "has a clause as subject": re.compile(
        rf"(?<!{NAME})[;:–—] (?:and |but |so |or )?(?:what|who)\b(?= \w)"
        r"|\b(?:because|since|so|that|where|while|though) (?:what|whatever|whichever)\b(?= \w)"
        rf"|, (?:and|but|so) (?:whatever|whichever|what (?:\w+ ){{1,9}}?{_BE}\b)"
    ),
    "is turned round": re.compile(
        r"^(?:never|nowhere|rarely|only (?!a |an |the )(?:(?!\b(?:that|which|who)\b)[^.,;:]){1,60}?)"
        rf" (?:{_BE}|do|does|did|can|may|must|has|have)\b"
        r" (?:it|he|she|they|there|a|an|the|its|their|somebody|anybody)\b",
        re.I,
    ),
    "denies the noun instead of the verb": re.compile(
        rf"(?<![Tt]here )\b{_BE} (?:no|none)\b(?! (?:longer|more|less|better|worse|other|one|room|way)\b)"
        r"|^No \w+(?: \w+)? (?:is|are|was|were) an? "
    ),
    "keeps or takes a clause": re.compile(
        r"\b[Kk]eeps (?:that(?! \w+ from\b)|whether|how)\b(?= )|^Takes (?:whether|that|how)\b"
    ),
    "does not name the number": re.compile(r"\b[Ss]o (?:many|much)\b(?!.*\b(?:that|as)\b)"),
    "says where for if": re.compile(r"\b(?:None|[Ee]mpty|True|False|0) where\b"),
    "says for in place of because": re.compile(
        r", for (?:nothing|nobody|no one|somebody|they|there|otherwise|it (?:is|was|may|can|has|would))\b"
    ),
    "says but for in place of except": re.compile(r"\bbut for\b"),
    "ends without its object": re.compile(r"\bagain before(?=[.,;]|$)"),
    "tells a function": re.compile(rf"\b{NAME} (?:is|are) told\b"),
    "asks a page": re.compile(r"\bpages? that (?:\w+ ){1,4}(?:is|are) asked\b"),
    "closes a process that goes on": re.compile(
        r"\b[Cc]los(?:e|es|ed|ing) (?:this|each|every) process\b|\blets? the kernel close\b"
    ),
    "leaves open which rest": re.compile(r"(?<!\()\b(?:in|after|for|before) the rest of (?:a|the) (?:turn|talk)\b"),
    "leans on another docstring": re.compile(r"^(?:Undoes that|Does (?:that|this|so|the same))\b"),
}
"""The problem, and the words that show it. "So many seconds" leaves open which parameter holds the number; a process
that is "closed" by the kernel goes on, behind walls; the rest of a turn may be the time that is left, or the silence
that fills it."""


def problems(source: str) -> list[tuple[int, str, str]]:
    """Returns the line of the text, the problem and the sentence, for every sentence that breaks a rule."""
    return [
        (line, problem, sentence)
        for line, text in texts(source)
        for sentence in sentences(text)
        for problem in wrong(sentence)
    ]


def wrong(sentence: str) -> list[str]:
    """Returns the problems of one sentence."""
    return [problem for problem, words in RULES.items() if words.search(sentence)]


def sentences(text: str) -> Iterator[str]:
    """Yields the sentences of a docstring or comment, with names and examples replaced by `NAME`."""
    for paragraph in re.split(r"\n\s*\n", text):
        joined = _QUOTED.sub(NAME, " ".join(paragraph.split()))
        yield from (sentence for sentence in _END.split(joined) if sentence)


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Yields every docstring (those of constants and private functions too) and every comment, with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value
    yield from comments(source)


def comments(source: str) -> Iterator[tuple[int, str]]:
    """Yields the comments; lines that hold nothing else and follow one another are one comment."""
    began, upto, words = 0, 0, ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type != tokenize.COMMENT:
            continue
        line, alone = token.start[0], token.line.lstrip().startswith("#")
        if words and alone and line == upto + 1:
            words += " " + token.string.lstrip("# ")
        else:
            if words:
                yield began, words
            began, words = line, token.string.lstrip("# ")
        upto = line if alone else 0
    if words:
        yield began, words


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sentences_have_a_subject(path: Path) -> None:
    found = problems(path.read_text(encoding="utf-8"))
    assert [f"{path.relative_to(ROOT)}:{line}: {problem}: {words}" for line, problem, words in found] == []


# ---- the check itself ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ("What was said is kept.", "begins with a clause"),
        ("Whether it runs is asked of the device.", "begins with a clause"),
        ("Where there is none, it says so.", "begins with a clause"),
        ("That may change at any moment.", "begins with a clause"),
        ("Nobody is turned away.", "has nobody as subject"),
        ("It ends at once, and whoever hears it knows.", "has nobody as subject"),
        ("A silence in which nobody speaks is measured, where nobody who was asked has answered.", "has nobody"),
        ("Whoever wants to talk may.", "begins with a clause"),
        ("A stop is late: what comes after it is dropped.", "has a clause as subject"),
        ("It is dropped, because what comes late is of no use.", "has a clause as subject"),
        ("It is written anew, and what the person changed in it is kept.", "has a clause as subject"),
        ("Only then is it known how long it takes.", "is turned round"),
        ("Never does it wait.", "is turned round"),
        ("A title is no reason to stop.", "denies the noun"),
        ("The words are none of these.", "denies the noun"),
        ("No answer is a no.", "denies the noun"),
        ("Keeps that somebody has answered.", "keeps or takes a clause"),
        ("Writes the entry, and keeps whether it was read.", "keeps or takes a clause"),
        ("Takes whether no voice can speak.", "keeps or takes a clause"),
        ("Waits for so many seconds.", "does not name the number"),
        ("So much time is left.", "does not name the number"),
        ("Returns the next one; None where there is none.", "says where for if"),
        ("A damaged value loses only itself, for nothing else is lost.", "says for in place of because"),
        ("Pure, but for the font.", "says but for"),
        ("Each change reads the file again before, and is written at once.", "ends without its object"),
        ("NAME is told the bytes so far.", "tells a function"),
        ("The pages that two people are asked around a session.", "asks a page"),
        ("Lets the kernel close this process.", "closes a process"),
        ("Closes this process once it has read its voice.", "closes a process"),
        ("Choices are offered in the rest of a turn.", "leaves open which rest"),
        ("Undoes that for all rests.", "leans on another docstring"),
        ("Does the same for a typed line.", "leans on another docstring"),
    ],
)
def test_a_sentence_that_breaks_a_rule_is_found(sentence: str, problem: str) -> None:
    assert [found for found in wrong(sentence) if found.startswith(problem)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Returns what was said.",
        "Tells whether it runs.",
        "It says where the file is, and what to do next.",
        "It touches nobody.",
        "Never raises, whatever the others do.",
        "NAME: what the loudspeaker plays.",
        "Only a typed yes is a yes.",
        "Only in exercises for two that have an agreement.",
        "There is no such folder, or it is no longer open.",
        "The person who was asked answers.",
        "Whatever's left is silence.",
        "Keeps that file from growing.",
        "It has so many parts that none is waited for.",
        "Returns a copy, for the command palette.",
        "It does the same on every system.",
        "The engine says where it is.",
        "The person is told the length.",
        "Ends this process.",
        "It would tell this no from the others.",
    ],
)
def test_a_plain_sentence_is_left_alone(sentence: str) -> None:
    assert wrong(sentence) == []


def test_private_functions_constants_and_comments_are_read() -> None:
    source = (
        '"""A module."""\n'
        "A = 1\n"
        '"""What is counted."""\n'
        "# Two lines that are one comment: what begins\n"
        "# in the first ends in the second.\n"
        "def _private():\n"
        "    return 1  # nobody calls it\n"
    )
    assert [(line, problem) for line, problem, _ in problems(source)] == [
        (3, "begins with a clause"),
        (4, "has a clause as subject"),
        (7, "has nobody as subject"),
    ]


def test_names_and_examples_are_not_read() -> None:
    assert list(sentences('The words "nobody knows" and `what` are names. “Whoever” is one too.')) == [
        "The words NAME and NAME are names.",
        "NAME is one too.",
    ]
