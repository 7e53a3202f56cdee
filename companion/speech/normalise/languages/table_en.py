"""The table of English, the fullest one."""

from __future__ import annotations

from typing import Final

from companion.speech.normalise.language import Language, Verb, each_of
from companion.speech.normalise.number_words import in_words

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _words(number: int, kind: str = "cardinal") -> str:
    return in_words(number, "en", kind)


def _ordinal(number: int, end: str) -> str:
    return _words(number, "ordinal")


def _regnal(number: int) -> str:
    return f"the {_words(number, 'ordinal')}"


def _clock(hour: int, minute: int, half: str) -> str:
    """Says "three thirty", "three oh five", "ten a.m.", "ten o'clock"."""
    said = _words(hour)
    if minute:
        said += f" {'oh ' if minute < 10 else ''}{_words(minute)}"
    elif not half:
        said += " o'clock" if 0 < hour <= 12 else " hundred" if hour else " hours"
    return f"{said} {half[0].lower()}.m." if half else said


def _dated(year: int, month: int, day: int) -> str:
    return f"{_MONTHS[month - 1]} {_words(day, 'ordinal')}, {_words(year, 'year')}"


_TIMES: Final = {
    ("s", "sec", "secs"): ("one second", "seconds"),
    ("min", "mins"): ("one minute", "minutes"),
    ("h", "hr", "hrs"): ("one hour", "hours"),
    ("ms",): ("one millisecond", "milliseconds"),
    ("wk", "wks"): ("one week", "weeks"),
    ("yr", "yrs"): ("one year", "years"),
    ("x", "×"): ("once", "times"),
    ("%",): ("one percent", "percent"),
    ("°",): ("one degree", "degrees"),
    ("°C", "° C", "ºC", "℃"): ("one degree Celsius", "degrees Celsius"),
    ("°F", "° F", "ºF", "℉"): ("one degree Fahrenheit", "degrees Fahrenheit"),
    ("mm",): ("one millimeter", "millimeters"),
    ("cm",): ("one centimeter", "centimeters"),
    ("m",): ("one meter", "meters"),
    ("km",): ("one kilometer", "kilometers"),
    ("ft",): ("one foot", "feet"),
    ("yd", "yds"): ("one yard", "yards"),
    ("mg",): ("one milligram", "milligrams"),
    ("g",): ("one gram", "grams"),
    ("kg",): ("one kilogram", "kilograms"),
    ("lb", "lbs"): ("one pound", "pounds"),
    ("oz",): ("one ounce", "ounces"),
    ("ml", "mL"): ("one milliliter", "milliliters"),
    ("l", "L"): ("one liter", "liters"),
    ("km/h", "kmh", "kph"): ("one kilometer per hour", "kilometers per hour"),
    ("mph",): ("one mile per hour", "miles per hour"),
    ("Hz",): ("one hertz", "hertz"),
    ("kHz",): ("one kilohertz", "kilohertz"),
    ("dB",): ("one decibel", "decibels"),
    ("bpm", "BPM"): ("one beat per minute", "beats per minute"),
    ("k", "K"): ("one thousand", "thousand"),
}

ENGLISH: Final = Language(
    code="en",
    number_words="en",
    one_keeps_digit=False,
    halves={
        "1/2": "one half",
        "1/4": "one quarter",
        "3/4": "three quarters",
        "1/3": "one third",
        "2/3": "two thirds",
        "1/5": "one fifth",
        "2/5": "two fifths",
        "3/5": "three fifths",
        "4/5": "four fifths",
        "1/6": "one sixth",
        "5/6": "five sixths",
        "1/8": "one eighth",
        "3/8": "three eighths",
        "5/8": "five eighths",
        "7/8": "seven eighths",
    },
    mixed={"1/2": "a half", "1/4": "a quarter", "1/3": "a third"},
    units={unit: words for units, words in _TIMES.items() for unit in units},
    currencies={
        "$": ("one dollar", "dollars"),
        "£": ("one pound", "pounds"),
        "€": ("one euro", "euros"),
        "¥": ("one yen", "yen"),
    },
    titles={
        "Dr": "Doctor",
        "Mr": "Mister",
        "Mrs": "Missus",
        "Ms": "Miz",
        "Prof": "Professor",
        "St": "Saint",
        "Mt": "Mount",
        "Rev": "Reverend",
        "Sr": "Señor",
        "Sra": "Señora",
        "Capt": "Captain",
        "Lt": "Lieutenant",
        "Sgt": "Sergeant",
        "Gov": "Governor",
        "Sen": "Senator",
    },
    shortened={
        r"e\.\s?g": "for example",
        r"i\.\s?e": "that is",
        "etc": "et cetera",
        "vs": "versus",
        r"(?<=[a-z] )St": "Street",
        "approx": "approximately",
        "cf": "compare",
        "incl": "including",
        "excl": "excluding",
        "esp": "especially",
        "dept": "department",
        "appt": "appointment",
        "tel": "telephone",
        "resp": "respectively",
        "Jr": "Junior",
        "Dr": "Doctor",
        "Mr": "Mister",
        "Mrs": "Missus",
        "Prof": "Professor",
    },
    numbered={
        r"No\.|(?<!say )(?<!says )(?<!saying )(?<!or )(?<!is )(?<!a )(?<!to )(?<!but )(?<!means )no\.": "number",
        r"[Nn][°º]|№|[Nn]r\.": "number",
        r"[Nn]os\.": "numbers",
        r"pp\.": "pages",
        r"p\.": "page",
        r"[Cc]h\.|[Cc]hap\.": "chapter",
        r"[Vv]ol\.": "volume",
        r"[Ff]ig\.": "figure",
        r"c\.|ca\.": "about",
    },
    pairs={
        "he/she": "he or she",
        "and/or": "and or",
        "s/he": "she or he",
        "w/o": "without",
        "n/a": "not applicable",
        "a/c": "air conditioning",
        "km/h": "kilometers per hour",
        "24/7": "twenty-four seven",
        "9/11": "nine eleven",
        "50/50": "fifty-fifty",
    },
    ranged={
        **{day[:3]: day for day in _DAYS},
        **{day: day for day in _DAYS},
        **{month[:3]: month for month in _MONTHS},
        **{month: month for month in _MONTHS},
    },
    acronyms={
        **{
            each: each
            for each in (
                "AC",
                "ADHD",
                "AI",
                "AIDS",
                "BBC",
                "CBT",
                "CD",
                "DIY",
                "DNA",
                "DVD",
                "EU",
                "FAQ",
                "GP",
                "HIV",
                "ID",
                "IQ",
                "IT",
                "IV",
                "NATO",
                "NASA",
                "NHS",
                "NVC",
                "OCD",
                "OK",
                "PC",
                "PE",
                "PDF",
                "PIN",
                "PR",
                "PTSD",
                "TV",
                "UK",
                "UN",
                "US",
                "USA",
                "USB",
                "VIP",
                "WHO",
                "XL",
                "YMCA",
                "CPTSD",
                "GAD",
                "DID",
                "STI",
                "IUD",
                "BDSM",
                "LGBT",
                "LGBTQ",
                "FYI",
                "FBI",
                "CIA",
                "ER",
                "ICU",
                "MRI",
                "EEG",
                "ECG",
                "OB",
                "OCPD",
                "AM",
                "PM",
                "DJ",
                "CIO",
            )
        },
        "AA": "A A",
        "EMDR": "E M D R",
        "IFS": "I F S",
        "EFT": "E F T",
        "ACT": "ACT",
        "LGBTQIA": "L G B T Q I A",
        "ASAP": "as soon as possible",
    },
    words_too=frozenset({"IT", "US", "WHO", "AM", "PIN", "ACT", "DID", "AIDS"}),
    short_words=each_of(
        """
        all and any are but can day did do end eye for get go got had has hat her him his how in is it its let
        look man may me my new no not now off old on one or our out own put ran rest run saw say see set she
        sit six so stop sun ten the to too top try two up use was way we who why yes yet you
        """
    )
    - {"it", "us", "who", "am", "pm"},
    pressing="press|hold|type",
    negations={
        "isn't": "is not",
        "aren't": "are not",
        "hasn't": "has not",
        "haven't": "have not",
        "hadn't": "had not",
        "shouldn't": "should not",
        "couldn't": "could not",
        "wouldn't": "would not",
    },
    misread={"drowsy": "drowzy"},
    verbs={
        "close": Verb(
            "cloze",
            before=r"(?:your|my|his|her|their|our|the|this|that|these|those|them|it|everything|both|all|one|down)\b",
            never_after=(
                "how|too|so|as|very|more|be|been|being|is|are|was|were|am|feel|feels|get|gets|getting|stay|stays|"
                "come|comes|sit|sitting|stand|standing|lie|lying|look|looks|draw|a|an|the"
            ),
            always_after=r"let(?:s|ting)?(?:\s+\w+){1,3}|eyes",
        ),
        "use": Verb(
            "yooz",
            before=r"(?!(?:of|is|was|in|for|to|at|and|or|as|can|may|has)\b)\w",
            after=r"(?:^|[^\w\s'’-]\s*|\b(?:or|and|just|then|please|also|not|only|always|you['’]d|i['’]d|we['’]d)\s+)",
        ),
        "excuse": Verb(
            "excuze",
            before=r"(?:it|me|you|him|her|us|them|that|this|what|yourself|myself)\b",
            never_after="a|an|the|no|any|your|my|his|her|their|our|good|poor|one|another",
        ),
    },
    sounds={
        "m{2,}h?": "hmm",
        "hm+": "hmm",
        "s{3,}": "hiss",
        "sh{2,}": "shush",
        "z{3,}": "buzz",
        "f{3,}": "foo",
        "ha{3,}h*": "ha",
        "a{3,}h*|ah{2,}": "ah",
        "o{3,}h*|oh{3,}": "ooh",
        "e{3,}": "ee",
        "w/": "with",
    },
    breathing="breath(?:e|ing)?|pattern|rhythm|count|technique|method|cycle",
    calling=(
        r"(?:call|calls|calling|called|dial|dials|dialing|dialling|ring|phone|text|texting|tel|telephone|hotline|helpline|"
        r"lifeline|line|emergency|number)(?:\s+(?:us|them|me|the|at|on|to|number|lifeline|is|or))*"
    ),
    telephones=frozenset({"988", "911"}),
    regnal=each_of(
        """
        Louis Henry Elizabeth George Charles James Edward Richard William Philip Napoleon Frederick Catherine
        Peter Leo Gregory Pius Paul Benedict John Francis Alexander Nicholas Ivan Felipe Carlos Juan Alfonso
        Christian Harald Margaret Mary Robert David Constantine Justinian Theodore Innocent Clement Urban
        Julius Boniface
        """
    ),
    counted=each_of("War Part Chapter Act Phase Type Level Step Stage Volume Book Section Unit Module"),
    regnal_said=_regnal,
    ordinals=r"(?P<n>\d{1,3}(?:,\d{3})+|\d+)(?P<end>st|nd|rd|th)",
    ordinal_said=_ordinal,
    clock=r"(?P<h>\d{1,2})(?::(?P<m>\d\d)|(?=\s?[ap]\.?m))(?:\s?(?P<half>[ap]\.?m\b\.?|[ap]\.m\.))?",
    clock_said=_clock,
    dated=_dated,
    decades=True,
)
