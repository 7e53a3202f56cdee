"""The shape of a language's table: the words and signs that the rules of the normaliser look for. Values only.

The tables themselves are in `languages/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb that is written like an adjective or a noun, and how it is recognized. Patterns are in small letters."""

    said: str
    """A spelling that every voice reads as the verb."""
    before: str
    """Pattern of what the verb stands before: the words that follow it must begin with this."""
    after: str = ""
    """Pattern of what the verb stands after: the text right before it must end in this as well."""
    never_after: str = ""
    """Pattern: after one of these words it isn't the verb."""
    always_after: str = ""
    """Pattern: after these words it is the verb, whatever follows."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language's table. A part that is empty switches off what it is for: the text then goes to the voice as it is.

    Words are in small letters unless they are always written otherwise.
    """

    code: str
    """Two letters."""
    number_words: str = ""
    """num2words' name of the language; empty if numbers are left to the voice."""
    decimal: str = "."
    """The mark of a decimal fraction."""
    thousands: str = ","
    """The marks that may stand between groups of three digits, besides narrow and no-break spaces."""
    point: str = "point"
    """The word for the decimal mark."""
    minus: str = "minus"
    plus: str = "plus"
    to: str = "to"
    """The word of a range: "10 to 15"."""
    ratio: str = "to"
    """The word of a proportion: "1 to 2"."""
    over: str = "over"
    """The word between two numbers with a slash that are not a fraction: "120 over 80"."""
    or_: str = "or"
    number: str = "number"
    """The word for "#" before a number."""
    percent: str = "percent"
    times: str = "times"
    and_: str = "and"
    at: str = "at"
    dot: str = "dot"
    """The word for the dot of a web address."""
    equals: str = "equals"
    about: str = "about"
    """The word for "~" before a number."""
    one_keeps_digit: bool = True
    """The word for one depends on what is counted: "1" is left to the voice where no unit says how."""
    years: bool = True
    """Numbers from 1100 to 2099 are read as years."""
    halves: Mapping[str, str] = field(default_factory=dict)
    """Fractions ("3/4") and what is said for them alone."""
    mixed: Mapping[str, str] = field(default_factory=dict)
    """The same after a whole number ("1 1/2"), where that is said in another way."""
    mixed_by: str | None = None
    """The word between the whole number and the fraction; None for `and_`."""
    half_of: Mapping[str, str] = field(default_factory=dict)
    """Units, and what is said for half of one."""
    joined: Mapping[str, str] = field(default_factory=dict)
    """Patterns of words that are contracted once a number is in words, and the contraction: "de une", "d'une"."""
    units: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Units after a number, as written without a dot: all of the words for one, and the word for several."""
    currencies: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Signs of money: all of the words for one, and the word for several."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations, without their last dot, before a name, and the words for them."""
    shortened: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations anywhere, as a regular expression without the last dot, and the words for them."""
    numbered: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations directly before a number, as a regular expression, and the words for them: "No." before "5"."""
    pairs: Mapping[str, str] = field(default_factory=dict)
    """Words with a slash between them that are not joined by `or_`."""
    ranged: Mapping[str, str] = field(default_factory=dict)
    """Days and months: between two of them a dash means `to`. Short forms are said in full."""
    acronyms: Mapping[str, str] = field(default_factory=dict)
    """Words that are usually written in capitals, and how they are said."""
    words_too: frozenset[str] = frozenset()
    """Acronyms that are ordinary words where all the words around them are in capitals: "SAY IT LOUD"."""
    short_words: frozenset[str] = frozenset()
    """Ordinary words of two or three letters that are shouted alone, in capitals."""
    negations: Mapping[str, str] = field(default_factory=dict)
    """Contractions that voices swallow, in small letters with a straight apostrophe, and the two words for each."""
    verbs: Mapping[str, Verb] = field(default_factory=dict)
    """Verbs that voices read as the adjective or the noun that is written alike."""
    misread: Mapping[str, str] = field(default_factory=dict)
    """Other words that voices misread, and a spelling that they read rightly."""
    pressing: str = ""
    """Pattern: a word before a letter that makes it a key to press."""
    sounds: Mapping[str, str] = field(default_factory=dict)
    """Sounds that people make, as a regular expression, and a word that voices can say for each."""
    breathing: str = ""
    """Pattern: a word after two numbers with a hyphen that makes them counts of a breath."""
    calling: str = ""
    """Pattern: a word before a number that makes it a telephone number."""
    telephones: frozenset[str] = frozenset()
    """Numbers that are read digit by digit wherever they stand."""
    regnal: frozenset[str] = frozenset()
    """Names of those who are counted with Roman numerals."""
    regnal_said: Callable[[int], str] | None = None
    """Says the Roman numeral after such a name."""
    ordinals: str = ""
    """Pattern of a number that is an ordinal, with the groups `n` and `end`."""
    ordinal_said: Callable[[int, str], str] | None = None
    clock: str = ""
    """Pattern of a time of day, with the groups `h`, `m` and perhaps `half`."""
    clock_said: Callable[[int, int, str], str] | None = None
    dated: Callable[[int, int, int], str] | None = None
    """Says a date: year, month, day."""
    counted: frozenset[str] = frozenset()
    """Other words before a Roman numeral: "Part I"."""
    capital_nouns: bool = False
    """A capital letter says nothing about the beginning of a sentence."""
    ordinal_dot: bool = False
    """A dot after a number may make it an ordinal, which is left to the voice: its ending depends on the sentence."""
    century: str = ""
    """Pattern of what follows a Roman numeral that is an ordinal: the "e" of "XIXe"."""
    agreed: Callable[[str, str], str] | None = None
    """Makes the words of a number agree with the word for several of a unit: number, unit."""
    decades: bool = False
    """"1990s" and "the 90s" are decades."""


def each_of(words: str) -> frozenset[str]:
    """Returns the words of a text."""
    return frozenset(words.split())
