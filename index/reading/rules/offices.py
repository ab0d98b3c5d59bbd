"""Offices as texts write them, as data: heads, what they are of, and how a phrase of them is made."""

from functools import cache

from pincite.index.reading.issuers.choices import build_choice
from pincite.index.reading.issuers.issuer_names import adjectives_pattern, names_pattern

HEADS = (
    "Vice President", "President", "Prime Minister", "Deputy Prime Minister", "Vice Premier", "Premier",
    "Vice Chancellor", "Chancellor", "Crown Prince", "King", "Queen", "Prince", "Emir", "Amir", "Sultan", "Emperor",
    "Taoiseach", "First Lady", "Second Gentleman", "Secretary-General", "Secretary General", "General Secretary",
    "State Secretary", "Secretary", "Under Secretary", "Undersecretary", "Minister-President", "Vice Minister",
    "Minister", "Attorney General", "Ambassador", "High Representative", "Trade Representative",
    "Permanent Representative", "Representative", "Commissioner", "High Commissioner", "Chairperson", "Chairwoman",
    "Chairman", "Chair", "Governor", "Director-General", "Director General", "Director", "Coordinator",
    "Security Advisor", "Security Adviser", "Advisor", "Adviser", "Spokesperson", "Spokesman", "Spokeswoman",
    "Press Secretary", "Communications Director", "Envoy", "Counselor", "Counsellor", "Speaker", "Administrator",
    "Commander", "Chief of Staff", "Co-Chair", "Clerk", "Consul General", "Chargé d'Affaires", "Liaison", "Sherpa",
    "State Councilor", "Managing Director", "Diplomatic Counselor",
)  # fmt: skip
"""What an office is called. Nothing else makes a phrase an office."""

MODIFIERS = (
    "Acting", "Deputy", "Vice", "Assistant", "Under", "Principal", "First", "Former", "Senior", "Special", "Federal",
    "Permanent", "Executive", "Chief", "Associate", "Supreme", "Interim", "Supreme Allied", "State", "Joint", "Great",
    "NSC", "White House", "Presidential", "Union", "Cabinet", "Parliamentary", "Interagency", "Central", "National",
)  # fmt: skip

PORTFOLIOS = (
    "State", "Defense", "Defence", "National Defense", "National Defence", "Foreign", "Foreign Affairs",
    "External Affairs", "External Relations", "European Affairs", "Europe", "Foreign Trade", "International Trade",
    "Trade", "International Economics", "Economics", "Economic Affairs", "Economy", "Industry", "Commerce", "Finance",
    "International Finance", "Treasury", "Energy", "Climate", "Climate Action", "Environment", "Agriculture", "Labor",
    "Labour", "Interior", "Home Affairs", "Home", "Homeland Security", "National Security", "Security", "Health",
    "Human Services", "Education", "Justice", "Transport", "Transportation", "Housing", "Urban Development",
    "Veterans Affairs", "Cooperation", "Co-operation", "International Development", "Development", "Unification",
    "Public Affairs", "Political Affairs", "Policy", "Defense Policy", "Arms Control", "Nonproliferation",
    "Strategic Communications", "Communications", "Technology", "Innovation", "Infrastructure", "Science", "Culture",
    "Tourism", "Water", "Immigration", "Migration", "Press", "Staff", "Intelligence", "National Intelligence",
    "Counterterrorism", "Cyber", "Emerging Technology", "Indo-Pacific", "Indo-Pacific Affairs", "Middle East",
    "North Africa", "Asia", "East Asia", "Pacific Affairs", "Foreign and Security Policy", "Border", "Southern Border",
    "Federal Chancellor", "Chancellery", "Government", "Republic", "Council", "Board", "Committee", "Cabinet",
    "Communist Party", "Central Committee", "Commission", "Parliament", "House", "Senate", "Assembly",
    "General Assembly", "National Assembly", "Supreme Court", "Bank", "Central Bank", "Armed Forces", "Joint Staff",
    "Bureau", "Agency", "Office", "Economic Adviser", "Management", "Budget", "Information", "Media",
)  # fmt: skip
"""What an office may be of: what follows "Minister of", or stands before "Minister"."""

HONORIFICS = (
    "Dr.", "Mr.", "Mrs.", "Ms.", "Sir", "Dame", "Lord", "H.E.", "Hon.", "Prof.", "Professor", "General", "Gen.",
    "Admiral", "Adm.", "Amb.", "His Excellency", "Her Excellency", "His Majesty", "Her Majesty", "Dr", "Mr", "Ms",
    "Mrs", "Lieutenant General", "Lt. Gen.", "Lieutenant", "Colonel", "RADM", "VADM", "Vice Admiral", "Shri", "Senator",
)  # fmt: skip
"""What stands before a name and belongs to neither name nor office."""


@cache
def office_pattern() -> str:
    """Return a pattern of an office: ``U.S. Secretary of Defense``, ``President of the Russian Federation``."""
    nations = names_pattern()
    owner = rf"(?:(?:the\s+)?(?:{nations}|{adjectives_pattern()}|UK|EU)(?:'s)?\s+)"
    portfolio = _choice(PORTFOLIOS)
    what = rf"(?:the\s+)?(?:{nations}|{portfolio})(?:\s+(?:{portfolio}))*(?:\s*\([A-Z.]{{2,8}}\))?"
    more = rf"(?:(?:,\s+|\s+and\s+|,\s+and\s+|\s+&\s+|\s+of\s+|\s+for\s+|\s+at\s+|\s+to\s+)(?:{what}))"
    before = rf"(?:(?:{_choice(MODIFIERS)}|{portfolio})(?:\s+and\s+|[\s-]+))"
    head = _choice(HEADS)
    return rf"{owner}?{owner}?{before}{{0,4}}(?:{head})(?!\w)(?:\s+(?:of|for|to)\s+{what}{more}{{0,4}})?(?!\w)"


@cache
def country_pattern() -> str:
    """Return a pattern of what follows a name and belongs to the office: ``of the Republic of Korea (ROK)``."""
    return rf"\s+of\s+(?:the\s+)?(?:{names_pattern()})(?![\w])"


def _choice(words: tuple[str, ...]) -> str:
    return build_choice(words, r"\s+")
