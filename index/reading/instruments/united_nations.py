"""Instruments of the United Nations, and of what belongs to them."""

from pincite.index.reading.instruments.pattern import Pattern

_UN = r"(?:(?:United\s+Nations|U\.?N\.?)\s+)?"
_NUMBERS = r"\d{1,4}(?:\s*\((?:19|20)\d\d\))?"
_LIST = rf"(?P<numbers>{_NUMBERS}(?:(?:\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*){_NUMBERS})*)(?![\d/]|\.\d)"

PATTERNS = (
    Pattern(
        key="unsc",
        form=rf"\b(?:{_UN}Security\s+Council(?:['’]s)?\s+Resolutions?|UNSC\s+Resolutions?|UNSCRs?)"
        rf"(?:\s+(?:No\.?|Nos\.?))?\s+{_LIST}",
        item=r"(?P<number>\d{1,4})(?:\s*\((?P<year>(?:19|20)\d\d)\))?",
        name="UN Security Council resolution {number}",
        id="S/RES/{number}",
        address="https://undocs.org/S/RES/{number}({year})",
        needs=("security council", "unsc"),
        examples={
            "as set out in UN Security Council Resolution 2231 (2015).": ("UN Security Council resolution 2231",),
            "Security Council resolutions 1718 (2006), 1874 (2009) and 2094 (2013)": (
                "UN Security Council resolution 1718",
                "UN Security Council resolution 1874",
                "UN Security Council resolution 2094",
            ),
            "in breach of UNSCR 1701 and UNSCR 1559": (
                "UN Security Council resolution 1701",
                "UN Security Council resolution 1559",
            ),
        },
        others=(
            "The Security Council met 15 times.",
            "a Security Council resolution of 2231 words",
            "UNSC reform 2015",
        ),
    ),
    Pattern(
        key="unsc-symbol",
        form=r"(?<![\w/])S/RES/(?P<number>\d{1,4})(?:\s?\((?P<year>(?:19|20)\d\d)\))?(?![\w/])",
        name="UN Security Council resolution {number}",
        id="S/RES/{number}",
        address="https://undocs.org/S/RES/{number}({year})",
        needs=("s/res/",),
        examples={"see S/RES/1325 (2000), paragraph 4": ("UN Security Council resolution 1325",)},
        others=("S/RES", "the file S/RES/readme", "US/RES/12"),
    ),
    Pattern(
        key="unsc-all",
        form=r"\b(?:(?:United\s+Nations|U\.?N\.?)\s+Security\s+Council\s+Resolutions|UNSC\s+Resolutions|UNSCRs)"
        r"(?!\s+(?:Nos?\.?\s+)?\d)\b",
        name="UN Security Council resolutions",
        id="S/RES",
        address="https://main.un.org/securitycouncil/en/content/resolutions-0",
        needs=("security council", "unsc"),
        examples={
            "strong international enforcement of United Nations Security Council Resolutions, the robust Alliance": (
                "UN Security Council resolutions",
            ),
            "in line with relevant UNSCRs": ("UN Security Council resolutions",),
        },
        others=("the resolutions of the board", "the UN Security Council resolved", "a Security Council resolution"),
    ),
    Pattern(
        key="unga",
        form=rf"\b(?:{_UN}General\s+Assembly\s+Resolutions?|UNGA\s+Resolutions?)\s+(?:No\.?\s+)?"
        r"(?P<session>\d{2,3})/(?P<number>\d{1,3})(?![\d/])",
        name="UN General Assembly resolution {session}/{number}",
        id="A/RES/{session}/{number}",
        address="https://undocs.org/A/RES/{session}/{number}",
        needs=("general assembly", "unga"),
        examples={"General Assembly resolution 70/1 of 25 September": ("UN General Assembly resolution 70/1",)},
        others=("the General Assembly met on 9/11", "General Assembly resolutions and 24/7 work"),
    ),
    Pattern(
        key="unga-roman",
        form=rf"\b(?:{_UN}General\s+Assembly\s+)?Resolution\s+(?P<number>\d{{1,4}})(?:\s?(?P<part>[A-F]))?\s?"
        r"\((?P<session>[IVXL]{1,7})\)",
        name="UN General Assembly resolution {number} ({session})",
        id="A/RES/{number}({session})",
        address="https://undocs.org/A/RES/{number}({session})",
        needs=("resolution",),
        examples={
            "General Assembly resolution 3314 (XXIX) defines aggression": (
                "UN General Assembly resolution 3314 (XXIX)",
            ),
            "resolution 217 A (III)": ("UN General Assembly resolution 217 (III)",),
        },
        others=("resolution 12 (see annex)", "a resolution of 300 dpi (IV)", "resolution (XX)"),
    ),
    Pattern(
        key="unga-symbol",
        form=r"(?<![\w/])A/RES/(?P<session>\d{2,3})/(?P<number>\d{1,3})(?![\w/])",
        name="UN General Assembly resolution {session}/{number}",
        id="A/RES/{session}/{number}",
        address="https://undocs.org/A/RES/{session}/{number}",
        needs=("a/res/",),
        examples={"A/RES/60/1 reaffirmed": ("UN General Assembly resolution 60/1",)},
        others=("A/RES", "DATA/RES/60/1"),
    ),
    Pattern(
        key="un-hrc",
        form=r"\bHuman\s+Rights\s+Council\s+resolution\s+(?:S-)?(?P<session>\d{1,2})/(?P<number>\d{1,2})(?![\d/])",
        name="Human Rights Council resolution {session}/{number}",
        id="A/HRC/RES/{session}/{number}",
        address="https://undocs.org/A/HRC/RES/{session}/{number}",
        needs=("human rights council",),
        examples={"Human Rights Council resolution 16/18 on tolerance": ("Human Rights Council resolution 16/18",)},
        others=("the Human Rights Council voted 16/18", "Human Rights Council resolution of 2011"),
    ),
    Pattern(
        key="un-ecosoc",
        form=r"\b(?:Economic\s+and\s+Social\s+Council|ECOSOC)\s+resolution\s+(?P<year>(?:19|20)\d\d)/(?P<number>\d{1,3})(?!\d)",
        name="ECOSOC resolution {year}/{number}",
        id="E/RES/{year}/{number}",
        address="https://undocs.org/E/RES/{year}/{number}",
        needs=("ecosoc", "economic and social council"),
        examples={"as ECOSOC resolution 1996/31 provides": ("ECOSOC resolution 1996/31",)},
        others=("ECOSOC met in 1996/97", "an ECOSOC resolution"),
    ),
    Pattern(
        key="un-symbol",
        form=r"(?<![\w/.])(?P<symbol>(?:A|S|E)/(?!RES/)(?:(?:CN|C|AC|HRC|PV|PRST|INF|CONF|SR|SC)\.?\d*/)*"
        r"(?:\d{1,4}|PV\.\d{1,4}|INF|PRST|CN\.\d+|HRC|CONF\.\d+|ES-\d+)(?:/(?:[A-Z]{1,4}[.-]?)?\d[\w.]*)+)(?![\w/])",
        name="UN document {symbol}",
        id="{symbol}",
        address="https://undocs.org/{symbol}",
        needs=("a/", "s/", "e/"),
        caseless=False,
        examples={
            "the record of the meeting, A/70/PV.22, says": ("UN document A/70/PV.22",),
            "his letter (S/2015/547) to the Council": ("UN document S/2015/547",),
        },
        others=("and/or", "A/C unit 12/3", "S/he said so", "an E/W road of 1990/91", "H/A/70"),
    ),
    Pattern(
        key="iaea",
        form=r"\b(?P<symbol>INFCIRC/\d{1,4}(?:/(?:Rev|Add|Mod)\.\d+)*|GOV/(?:INF/)?(?:19|20)\d\d/\d{1,3})(?![\w/])",
        name="IAEA document {symbol}",
        id="{symbol}",
        needs=("infcirc/", "gov/"),
        caseless=False,
        examples={"under INFCIRC/153 and GOV/2015/68": ("IAEA document INFCIRC/153", "IAEA document GOV/2015/68")},
        others=("https://example.gov/2015/68x", "GOV/about", "the INFCIRC series"),
    ),
    Pattern(
        key="ilo",
        form=r"\bILO\s+Convention\s+(?:No\.?\s*|Nos?\.?\s*|C)?(?P<number>\d{1,3})(?!\d)",
        name="ILO Convention No. {number}",
        id="ILO C{number}",
        needs=("ilo convention",),
        examples={"ratified ILO Convention No. 87 in 1948": ("ILO Convention No. 87",)},
        others=("an ILO convention of 1948", "the ILO met 87 times", "Silo Convention No. 8"),
    ),
)
