"""Acts of the European Union and treaties of the Council of Europe."""

from pincite.index.reading.instruments.pattern import Pattern

_BODY = r"(?:(?:Commission|Council)\s+)?(?:(?:Implementing|Delegated|Framework)\s+)?"

PATTERNS = (
    Pattern(
        key="eu-regulation",
        form=rf"\b{_BODY}Regulation\s+\((?P<union>EU|EU,\s+Euratom|EU,\s+EURATOM)\)\s+(?:No\.?\s+)?"
        r"(?P<year>20[1-9]\d)/(?P<number>\d{1,5})(?![\d/])",
        name="Regulation (EU) {year}/{number}",
        id="Regulation (EU) {year}/{number}",
        address="http://data.europa.eu/eli/reg/{year}/{number}/oj",
        needs=("regulation",),
        examples={"under Regulation (EU) 2016/679 (GDPR)": ("Regulation (EU) 2016/679",)},
        others=("Regulation 2016/679 of the club", "a regulation (EU) of 2016", "Regulation (EU) on data"),
    ),
    Pattern(
        key="eu-regulation-old",
        form=rf"\b{_BODY}Regulation\s+\((?P<union>EC|EEC|EU|Euratom)\)\s+No\.?\s+(?P<number>\d{{1,5}})/(?P<year>(?:19|20)?\d\d)(?![\d/])",
        name="Regulation ({union}) No {number}/{year}",
        id="Regulation ({union}) No {number}/{year}",
        needs=("regulation",),
        examples={"Regulation (EC) No 1907/2006 concerning REACH": ("Regulation (EC) No 1907/2006",)},
        others=("Regulation No 10 of the airline", "Regulation (EC) 1907 words"),
    ),
    Pattern(
        key="eu-directive",
        form=rf"\b{_BODY}Directive\s+\((?P<union>EU)\)\s+(?P<year>20[1-9]\d)/(?P<number>\d{{1,5}})(?![\d/])",
        name="Directive (EU) {year}/{number}",
        id="Directive (EU) {year}/{number}",
        address="http://data.europa.eu/eli/dir/{year}/{number}/oj",
        needs=("directive",),
        examples={"Directive (EU) 2016/680 on police data": ("Directive (EU) 2016/680",)},
        others=("a directive (EU) of 2016", "Directive 12/34 of the ministry"),
    ),
    Pattern(
        key="eu-directive-old",
        form=rf"\b{_BODY}Directive\s+(?P<year>(?:19|20)?\d\d)/(?P<number>\d{{1,4}})/(?P<union>EC|EEC|EU|Euratom)\b",
        name="Directive {year}/{number}/{union}",
        id="Directive {year}/{number}/{union}",
        needs=("directive",),
        examples={"repealing Directive 95/46/EC": ("Directive 95/46/EC",)},
        others=("Directive 95/46", "directive 9/5/ECO"),
    ),
    Pattern(
        key="eu-decision",
        form=r"\b(?:Council|Commission)\s+(?:(?:Implementing|Framework)\s+)?(?:Decision|Joint\s+Action|Common\s+Position)\s+"
        r"(?P<code>(?:\(CFSP\)\s+|\(EU\)\s+)?(?:19|20)\d\d/\d{1,5}(?:/(?:CFSP|JHA|EC|EU|EEC))?)(?![\w/])",
        name="Council or Commission Decision {code}",
        id="Decision {code}",
        needs=("council", "commission"),
        examples={"Council Decision 2014/145/CFSP": ("Council or Commission Decision 2014/145/CFSP",)},
        others=("a Council decision in 2014/15", "The Council decision of 2014", "Commission Decision No. 5"),
    ),
    Pattern(
        key="eu-com",
        form=r"(?<!\w)(?P<code>(?:COM|SEC|SWD|JOIN)\s?\((?:19|20)\d\d\)\s?\d{1,4})(?:\s+final)?(?!\d)",
        name="EU document {code}",
        id="{code}",
        needs=("com(", "sec(", "swd(", "join(", "com (", "sec (", "swd (", "join ("),
        caseless=False,
        examples={"its proposal COM(2020) 66 final": ("EU document COM(2020) 66",)},
        others=(".com (2020)", "join (2020) us", "COM(20) 6"),
    ),
    Pattern(
        key="coe-treaty",
        form=r"\b(?P<code>C?ETS\s+(?:No\.?\s*)?\d{1,3})(?!\d)",
        name="Council of Europe treaty {code}",
        id="{code}",
        needs=("ets n", "ets 1", "ets 2", "ets 0"),
        caseless=False,
        examples={"the Budapest text (ETS No. 185)": ("Council of Europe treaty ETS No. 185",)},
        others=("the EU ETS covers 40 %", "three sets 12", "ETSI 185"),
    ),
)
