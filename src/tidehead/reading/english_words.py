"""The words round an English figure: goals and facts, growth and shares, and which of them name what is measured."""

import re

_NUMBER_NOUN = (
    r"gdp|gva|gross\s+(?:domestic\s+product|value\s+added|national\s+income)|output|exports?|"
    r"imports?|investments?|revenues?|incomes?|rates?|shares?|"
    r"sales|turnover|productivity|capacity|area|workforce|emissions|intensity|visitors?|arrivals?|"
    r"spend(?:ing)?|expenditure|budget|wages?|"
    r"earnings|salary|salaries|prices?|values?|production|consumption|trade|deficit|surplus|profits?|"
    r"losses|debt|fund(?:s|ing)?|index|stock|"
    r"supply|density|ratio|population|employment|unemployment|inflation|number|volume|total|level|"
    r"proportion|percentage|coverage|growth|demand|"
    r"throughput|traffic|passengers|orders|premises|footfall|receipts|taxes|yield|life\s+expectancy|"
    r"cost|costs|score|gap|enrolment|enrollment|"
    r"occupancy|generation|use|usage|economy|market|size|count|headcount|loans?|deposits?|assets?|"
    r"penetration|retail"
)
_MEASURE = re.compile(rf"(?:\b(?:{_NUMBER_NOUN})\b)", re.IGNORECASE)
_MEASURE_END = re.compile(rf"\b(?:{_NUMBER_NOUN})$", re.IGNORECASE)
_RATE_OF_CHANGE = re.compile(
    r"^(?:.*\s)?(?:at\s+)?(?:an?\s+|the\s+)(?:(?:average|annual|compound|yearly|mean|growth)\s+)+(?:rate|growth|level)$",
    re.IGNORECASE,
)
_LINK = (
    r"(?:(?:had|has|have|will|would|is|are|was|were|to|expected|forecast|projected|set|also|now|"
    r"currently|still|further|then|already|sharply|"
    r"slightly|steadily|significantly|rapidly|strongly|modestly|again|even|nearly|almost|only|just|about)\s+)*"
    r"(?:reach(?:ed|es|ing)?|ris(?:e|es|en|ing)|rose|gr(?:ow|ew|own|ows|owing)|increas(?:e|ed|es|"
    r"ing)|f(?:all|ell|allen|alls|alling)|"
    r"declin(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|drop(?:ped|s|ping)?|stood|stands?|total(?:l?ed|"
    r"l?ing|s)?|amount(?:ed|s|ing)?|was|were|is|are|be|been|"
    r"remain(?:ed|s)?|exceed(?:ed|s|ing)?|hit|climb(?:ed|s|ing)?|jump(?:ed|s)?|surg(?:ed|es|e)|"
    r"shr(?:ink|ank|unk)|contract(?:ed|s)?|expand(?:ed|s|ing)?|"
    r"edged|slipped|dipped|average[sd]?|averaging|comes?|came|surpass(?:ed|es)?|account(?:ed|s|ing)?|"
    r"represent(?:ed|s|ing)?|equal(?:led|s)?|"
    r"improv(?:e|ed|es|ing)|gain(?:ed|s)?|lost|widen(?:ed|s)?|narrow(?:ed|s)?|accelerat(?:ed|es|e)|"
    r"slow(?:ed|s)?|doubl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)|"
    r"halv(?:e|ed|es|ing)|quadrupl(?:e|ed|ing)|top(?:ped|s)?|valued|estimated|recorded|measured|"
    r"worth|numbered|peaked|recovered|rebounded|"
    r"went|moved|goes|dropping|(?<!value )added|adds|become[s]?|became|achieve[sd]?)"
)
_SUBJECT_VERB = re.compile(rf"^(?P<np>.{{2,140}}?)\s+(?P<v>{_LINK})\b(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_OF_END = re.compile(
    r"(?P<np>(?:[\w'’/-]+\s+){0,7}?[\w'’/-]+)\s+(?:of|at|to|by|:|=|above|below|"
    r"for)\s*(?:a\s+record\s+|a\s+|an\s+|the\s+)?$",
    re.IGNORECASE,
)
_CHANGE_WORD = re.compile(
    r"\b(?:an?\s+|the\s+|its\s+)?(?:annual\s+|average\s+|further\s+|yearly\s+|sharp\s+|"
    r"modest\s+)*(?:growth|increase|rise|decrease|decline|fall|drop|reduction|gain|cut|jump|surge|"
    r"expansion|improvement|change)\s+(?:in|of)\s+(?P<np>.+?)(?:\s+(?:of|by|to)\s*|$)",
    re.IGNORECASE,
)
_VERB = (
    r"creat(?:e|ed|es|ing)|build(?:s|ing)?|built|deliver(?:ed|s|ing)?|support(?:ed|s|ing)?|secur(?:e|"
    r"ed|es|ing)|attract(?:ed|s|ing)?|train(?:ed|s|ing)?|"
    r"add(?:ed|s|ing)?|open(?:ed|s|ing)?|launch(?:ed|es|ing)?|complet(?:e|ed|es|ing)|install(?:ed|s|"
    r"ing)?|plant(?:ed|s|ing)?|approv(?:e|ed|es|ing)|"
    r"establish(?:ed|es|ing)?|employ(?:ed|s|ing)?|provid(?:e|ed|es|ing)|generat(?:e|ed|es|ing)|"
    r"sav(?:e|ed|es|ing)|invest(?:ed|s|ing)?|rais(?:e|ed|es|ing)|"
    r"spen(?:d|t|ds|ding)|contribut(?:e|ed|es|ing)|commit(?:s|ted|ting)?|allocat(?:e|ed|es|ing)|"
    r"receiv(?:e|ed|es|ing)|award(?:ed|s|ing)?|earn(?:ed|s|ing)?|"
    r"welcom(?:e|ed|es|ing)|host(?:ed|s|ing)?|regist(?:er|ered|ers|ering)|produc(?:e|ed|es|ing)|"
    r"protect(?:ed|s|ing)?|unlock(?:ed|s|ing)?|cut(?:s|ting)?|"
    r"reduc(?:e|ed|es|ing)|bring(?:s|ing)?|brought|mobilis(?:e|ed|es|ing)|mobiliz(?:e|ed|es|ing)|"
    r"leverag(?:e|ed|es|ing)|recruit(?:ed|s|ing)?|"
    r"sign(?:ed|s|ing)?|handl(?:e|ed|es|ing)|export(?:ed|s|ing)?|import(?:ed|s|ing)?|restor(?:e|ed|"
    r"es|ing)|retrofit(?:ted|s|ting)?|upgrad(?:e|ed|es|ing)|"
    r"connect(?:ed|s|ing)?|cultivat(?:e|ed|es|ing)|incubat(?:e|ed|es|ing)|introduc(?:e|ed|es|ing)|"
    r"develop(?:ed|s|ing)?|gain(?:ed|s|ing)?|lost|los(?:e|es|ing)"
)
_ACTED = re.compile(
    rf"\b(?P<v>{_VERB})\s+(?:(?:a|an|the|some|its|their|further|additional|total|of|more|than|over|"
    rf"up|to|about|nearly|with)\s+)*$",
    re.IGNORECASE,
)

HEDGING_VERB = re.compile(r"(?:exceed|surpass|topp)", re.IGNORECASE)
OR = re.compile(r"[\s,(]*or\s*(?:by\s*|about\s*)?", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s*$", re.IGNORECASE)
_COVERS = re.compile(
    r"\b(?:cover(?:s|ed|ing)?|span(?:s|ned|ning)?|occup(?:y|ies|ied)|extend(?:s|ed|"
    r"ing)?)\b[^,;.]{0,20}$",
    re.IGNORECASE,
)
_SCALE_WORD = re.compile(r"[£$€¥]|\b(?:trillion|billion|million|thousand|bn|mn|tn|[mkMKB])\b")

GOAL = re.compile(
    r"\b(?:will|shall|aim(?:s|ed|ing)?|target(?:s|ed|ing)?|plan(?:s|ned|ning)?\s+(?:to|for|is)|"
    r"goals?|expect(?:s|ed)?\s+to|is\s+expected|are\s+expected|forecasts?|projected|"
    r"intend(?:s|ed|ing)?|seeks?\s+to|ambitions?|commit(?:s|ted|ment)?\s+to|pledge[sd]?|would|"
    r"set\s+to|due\s+to\s+(?:be|open|start|create)|hopes?\s+to|strive[s]?|"
    r"striving|must|should|(?:is|are)\s+to\s+(?:be|reach|rise|grow|fall|create|build|deliver|"
    r"increase)|going\s+to|on\s+track\s+to|objective|proposed?|envisage[sd]?|"
    r"anticipated?|predicted|planned|scheduled)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\b(?:was|were|has|have|had|reached|rose|grew|fell|increased|decreased|declined|stood|totall?ed|"
    r"amounted|recorded|achieved|created|attracted|delivered|"
    r"completed|dropped|climbed|exceeded|accounted|generated|remained|already|secured|built|invested|"
    r"raised|spent|opened|supported|is|are|accounts|stands|hit|"
    r"currently|expanded|contracted|welcomed|received|employs|contributes|surpassed|ranked|ranks|"
    r"doubled|tripled)\b",
    re.IGNORECASE,
)
_NOT_FACT = re.compile(
    r"(?:will|would|to|shall|should|must|could|can|may)\s+(?:\w+ly\s+)?(?:have\s+|be\s+)?$", re.IGNORECASE
)
YEARLY = re.compile(
    r"\b(?:a|per|each|every)\s+year\b|\bannually\b|\bper\s+annum\b|\byearly\b|\bp\.a\.|/year\b", re.IGNORECASE
)
_PERIOD = re.compile(
    r"\b(?:(?:a|per|each|every)\s+(?:year|month|week|day|quarter|hour)|annually|monthly|weekly|daily|"
    r"per\s+annum|yearly|p\.a\.)",
    re.IGNORECASE,
)
CHAIN = re.compile(
    r"month[- ]on[- ]month|quarter[- ]on[- ]quarter|(?:on|from|than|"
    r"with)\s+(?:in\s+)?the\s+(?:previous|preceding|prior)\s+(?:month|quarter)|\bQoQ\b|\bMoM\b",
    re.IGNORECASE,
)
YEARLY_CHANGE = re.compile(
    r"^.{0,40}?(?:year[- ]on[- ]year|year[- ]over[- ]year|\byoy\b|\by/y\b|(?:from|than|on|over|"
    r"compared\s+(?:with|to))\s+(?:in\s+)?(?:a|the|last)\s*(?:previous\s+|same\s+|prior\s+)?(?:year|"
    r"period)(?:\s+(?:earlier|ago|before))?|annual\s+growth)",
    re.IGNORECASE,
)
GROWS_BEFORE = re.compile(
    r"\b(?:up|down|rise|rises|rose|risen|rising|grow|grows|grew|grown|growing|growth|increas(?:e|ed|"
    r"es|ing)|fall|fell|fallen|falling|falls|declin(?:e|ed|es|ing)|"
    r"decreas(?:e|ed|es|ing)|drop(?:ped|s|ping)?|expand(?:ed|s|ing)?|contract(?:ed|s|ing)?|"
    r"climb(?:ed|s|ing)?|jump(?:ed|s|ing)?|surg(?:ed|e|es|ing)|shr(?:ank|ink|inking)|"
    r"gain(?:ed|s|ing)?|reduc(?:e|ed|es|ing|tion)|cut(?:s|ting)?|improv(?:e|ed|es|ing)|slow(?:ed|"
    r"ing)?|accelerat(?:ed|ing)|dipped|slipped|edged\s+(?:up|down)|rebounded|"
    r"recovered|widened|narrowed|plunged|soared|boost(?:ed|s)?|lower(?:ed|s)?|raise[sd]?)"
    r"(?:(?!\bto\b)[^,;.]){0,60}?\s*(?:by|of|at|rate\s+of|"
    r"rates?\s+of)?\s*(?:an?\s+)?(?:average\s+(?:of\s+)?|annual\s+|annualised\s+|estimated\s+|"
    r"further\s+|real\s+|record\s+)*$",
    re.IGNORECASE,
)
GROWS_AFTER = re.compile(
    r"^\s*(?:year[- ]on[- ]year|annual|yearly|real|real-terms|net|further|sharp|"
    r"average)*\s*(?:increase|growth|rise|decrease|decline|fall|drop|reduction|jump|surge|gain|cut|"
    r"higher|lower|more\s+than|"
    r"fewer|less|expansion|improvement|above|below|up|down)\b",
    re.IGNORECASE,
)
FOLDS = re.compile(r"(?:doubl|tripl|trebl|quadrupl|halv)", re.IGNORECASE)
SHARE_BEFORE = re.compile(
    r"\b(?:account(?:s|ed|ing)?\s+for|ma(?:ke|de|kes|king)\s+up|represent(?:s|ed|ing)?|compris(?:e|"
    r"es|ed|ing)|constitut(?:e|es|ed|ing)|share|proportion|percentage\s+of|equivalent\s+to|equal\s+to|"
    r"contribut(?:e|es|ed|ing)\s+to|market\s+share)\b[^,;]{0,80}$",
    re.IGNORECASE,
)
SHARE_AFTER = re.compile(r"^\s*(?:share\b|of\s+(?!growth|a\s+percentage))", re.IGNORECASE)
TOTAL = re.compile(
    r"\bcumulative(?:ly)?\b|\bin\s+total\s+since\b|\bto\s+date\b|\baccumulated\b|"
    r"\baltogether\s+since\b|\bso\s+far\b",
    re.IGNORECASE,
)
STRUCTURE = re.compile(
    r"^\s*(?:\w+\s+){0,2}?(?:priorit\w+|pillars?|themes?|principles?|goals|objectives|missions?|"
    r"phases?|stages?|sections?|chapters?|parts|ways|steps|sides|areas|strands?|"
    r"workstreams?|elements?|dimensions?|levels?|tiers|types|kinds|categories|groups|clusters|"
    r"drivers|challenges|questions|factors|components|levers|aims|enablers)\b",
    re.IGNORECASE,
)
_THRESHOLD_LEFT = re.compile(
    r"\b(?:aged?|ages|under\s+the\s+age\s+of|(?:firms?|businesses|companies|employers|organisations|"
    r"enterprises|projects?|sites?|schemes?|developments?|buildings?|households|settlements|towns|cities)\s+"
    r"(?:with|employing|worth|valued\s+at|of|over|above|exceeding|larger\s+than|generating|"
    r"earning)(?:\s+(?:an?\s+)?(?:annual\s+)?(?:turnover|revenue|sales|income|population|"
    r"value)s?(?:\s+of)?)?)\s*(?:between\s+)?$",
    re.IGNORECASE,
)
_STRIVING = re.compile(r"\b(?:aim|aspir|ambition|strive|seek|hope|endeavou?r)", re.IGNORECASE)
_BINDING = re.compile(
    r"\b(?:must|shall|legally|binding|mandatory|statutory|required|at\s+least|no\s+less\s+than|guarantee)",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:expect|forecast|project|anticipat|estimat|plan|target|goal|"
    r"predict)",
    re.IGNORECASE,
)

_ARTICLE = re.compile(
    r"^(?:(?:the|a|an|its|our|their|his|her|this|these|and|or|with|while|as|that|which|"
    r"also|meanwhile|in\s+addition|however|of|for|to|by|at|in|on|we|it|they)[\s,]+)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"(?:[\s,]+(?:the|a|an|of|to|by|at|in|on|and|or|for|from|with|is|are|was|were|will|would|also|"
    r"has|have|had|be|been|some|around|about|than|as|its|their|now|expected|currently))+$",
    re.IGNORECASE,
)
_OWNER = re.compile(r"\b([A-Z][\w’'-]+(?:\s+(?:of|and|the|[A-Z][\w’'-]+))*?)[’']s\s")
_IN_PLACE = re.compile(
    r"\b(?:[Ii]n|[Aa]cross|[Ff]or|of)\s+(?:the\s+)?((?:[A-Z][\w’'-]+)(?:\s+(?:of|and|upon|on|[A-Z][\w’'-]+))*)"
)
_PROPER = re.compile(
    r"^(?:The\s+)?((?:[A-Z][\w’'&-]+)(?:\s+(?:of|and|for|[A-Z][\w’'&-]+))*)\s+(?:will|has|have|is|"
    r"are|was|were|aims?|plans?|expects?|created|attracted|said|recorded|saw|\w+ed)\b"
)
_MONTH_OR_WORD = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Q\d|"
    r"H\d|The|This|These|In|By|On|At|It|We|They|GDP|GVA|Total|More|"
    r"Over|About|Around|Nearly|Phase|Figure|Table|First|Second|Third|Fourth)$"
)


def is_ratio(unit: str | None) -> bool:
    return unit in {"%", "basis points", "bps", "pp", "ppt", "ppts", "pps"} or bool(unit and "point" in unit)


def is_mere_duration(unit: str | None, hedge: str) -> bool:
    """Over three years, within six months: how long something lasts, where "over" means no more than."""
    return hedge.lower() in {"over", "within"} and unit in {"years", "months", "weeks", "days"}


def nearest_mood(text: str) -> str | None:
    """goal or fact, by the last word before a figure that says which."""
    goal = max((m.start() for m in GOAL.finditer(text)), default=-1)
    facts = [m.start() for m in _FACT.finditer(text) if not _NOT_FACT.search(text[: m.start()][-24:])]
    fact = max((at for at in facts if not (0 <= goal <= at <= goal + 14)), default=-1)
    if goal < 0 and fact < 0:
        return None
    return "goal" if goal >= fact else "fact"


def force_of(clause: str) -> str | None:
    """How hard a goal binds: binding, striving or expected; None where nothing says so."""
    for name, pattern in (("striving", _STRIVING), ("binding", _BINDING), ("expected", _EXPECTED)):
        if pattern.search(clause):
            return name
    return None


def repeat_of(clause: str) -> str | None:
    m = _PERIOD.search(clause)
    return m.group() if m else None


def is_threshold(left: str, right: str, printed: str, unit: str | None) -> bool:
    """firms with more than 250 employees, people aged 16 to 64: the size of what is counted, not a figure."""
    del printed, unit
    return bool(_THRESHOLD_LEFT.search(left))


def subject_of(sentence: str) -> str:
    """Whose figures a sentence gives: a name at its head, or the place it says; "" where there is none."""
    m = _OWNER.search(sentence) or _PROPER.match(sentence.strip())
    if m and not _MONTH_OR_WORD.match(m[1].split()[0]):
        return m[1]
    for place in _IN_PLACE.finditer(sentence):
        if not _MONTH_OR_WORD.match(place[1].split()[0]):
            return place[1]
    return ""


def owner_of(left: str) -> str:
    m = _OWNER.search(left)
    return m[1] if m and not _MONTH_OR_WORD.match(m[1].split()[0]) else ""


# ---- what is measured -------------------------------------------------------------


def plain(phrase: str) -> str:
    """A noun phrase without articles at its head and loose words at its end."""
    phrase = re.sub(r"\s+", " ", phrase).strip(" ,;:.()[]\"'“”‘’—-•*")
    phrase = _OWNER.sub("", phrase + " ").strip() if _OWNER.match(phrase + " ") else phrase
    phrase = _TAIL.sub("", phrase)
    return _ARTICLE.sub("", phrase).strip(" ,;:")[:160]


def is_measure(phrase: str) -> bool:
    return bool(_MEASURE.search(phrase))


def measure_before(left: str) -> str:
    """The measure named before a figure: "GDP grew by", "an unemployment rate of", "growth in exports of"."""
    text = re.sub(r"\s+", " ", left).strip()
    change = _CHANGE_WORD.search(text)
    if change:
        return plain(change["np"])
    of = _OF_END.search(text)
    if of and _MEASURE_END.search(of["np"]) and not _RATE_OF_CHANGE.search(of["np"]):
        words = of["np"].split()
        return plain(" ".join(words[_measure_start(words) :]))
    m = _SUBJECT_VERB.match(text)
    if m and not re.search(rf"\b(?:{_VERB})\s", m["rest"] + " ", re.IGNORECASE):
        name = _last_phrase(m["np"])
        if name:
            return name
    bare = _TAIL.sub("", text)
    if _MEASURE_END.search(bare):
        return _last_phrase(bare)
    if of and is_measure(of["np"]):
        words = of["np"].split()
        return plain(" ".join(words[_measure_start(words) :]))
    return ""


def _measure_start(words: list[str]) -> int:
    """Where the noun phrase that ends at the last measure word begins: after the last verb or preposition but "of"."""
    stop = {
        "with",
        "in",
        "at",
        "to",
        "by",
        "for",
        "from",
        "had",
        "has",
        "have",
        "and",
        "is",
        "was",
        "were",
        "are",
        "a",
        "an",
        "the",
        "will",
    }
    at = max((i for i, w in enumerate(words[:-1]) if w.lower() in stop), default=-1)
    return at + 1


def _last_phrase(np: str) -> str:
    """The subject of a verb: what comes after the last conjunction or comma before it."""
    np = re.split(r",\s|;\s|:\s|\bthat\s|\bwhich\s|\bwhere\s|\bwhile\s|\bas\s|\bwhen\s", np)[-1]
    np = re.sub(
        r"^(?:in|by|at|since|during|for|"
        r"over)\s+(?:the\s+)?(?:\w+\s+){0,2}?,\s*",
        "",
        np,
        flags=re.IGNORECASE,
    )
    name = plain(np)
    return (
        ""
        if re.fullmatch(
            r"(?:which|that|it|this|these|they|we|there|and|who|he|she|an?|the|its|with|will|would|year|month|quarter|day|)",
            name,
            re.IGNORECASE,
        )
        else name
    )


def with_verb(left: str, noun: str) -> str:
    """What was done to what is counted: "create 5,000 jobs" -> "jobs create"; the noun alone without a verb."""
    m = _ACTED.search(left)
    return f"{noun} {m['v'].lower()}" if m else noun


_COMPLEMENT_ENDS = re.compile(r" (?:by|to|and|or|in|with|as|from|over|at|on|will|was|were|has|have|is|are)(?: |$)")


def extended(text: str, at: int, counted: str) -> str:
    """The counted noun with its complement: jobs -> jobs in advanced manufacturing."""
    start = text.find(counted, at) + len(counted)
    m = re.match(
        r"\s+(?:in|of|for)\s+(?!\d|total\b|the\s+(?:end|next|first|past)|"
        r"\s)((?:[a-z][\w-]*\s*){1,4})",
        text[start:],
    )
    if not m or re.match(r"(?:and|or|to|by|as|which|that)\b", m[1]):
        return counted
    return f"{counted} {_COMPLEMENT_ENDS.split(m.group().strip())[0]}"


def spent_on(left: str, right: str, unit: str | None) -> str:
    """What money is for: "invest £200 million in skills training" -> "invest in skills training"."""
    m = _ACTED.search(left)
    rest = re.match(r"\s*(?:(?:worth\s+)?of|in|on|for|to|towards?|from)\s+([^,;.()]{3,80})", right)
    noun = (
        plain(re.split(r"\s{2,}|\b(?:by|which|that|and\s+(?:create|deliver|build|support))\b", rest[1])[0])
        if rest
        else ""
    )
    if m and noun:
        return f"{m['v'].lower()} {noun}"
    if noun and unit and unit[0] in "$£€¥UCR":
        return noun
    if m and unit:
        return f"{re.sub(_SCALE_WORD, '', unit).strip()} {m['v'].lower()}".strip()
    if _COVERS.search(left):
        return "area"
    return m["v"].lower() if m else ""


def after_of(right: str) -> str:
    words = re.split(r"[,;.()]|\s{2,}", right.strip())[0].split()
    return (
        ""
        if words and words[0].lower() in {"and", "or", "but", "by", "in", "to", "from", "between"}
        else plain(" ".join(words[:6]))
    )


def share_name(left: str, right: str) -> str:
    """of households with broadband; services' share of GVA."""
    of = re.match(r"\s*(?:share\s+)?of\s+((?:the\s+)?[^,;.()]{3,90})", right)
    whole = plain(re.split(r"\s{2,}", of[1])[0]) if of else ""
    text = re.sub(r"\s+", " ", left)
    m = re.search(
        r"^(?P<np>.{2,120}?)\s+(?:(?:will|would|has|have|had|now|also|still|already|alone|together)\s+){0,3}(?:account(?:s|ed|ing)?\s+for|ma(?:ke|de|kes|"
        r"king)\s+up|represent\w*|compris\w*|constitut\w*|contribut\w*)",
        text,
        re.IGNORECASE,
    )
    name = _last_phrase(m["np"]) if m else measure_before(left)
    if name and whole and m:
        return f"{name} share of {whole}"
    return name or whole


def rank_name(left: str, right: str) -> str:
    m = re.search(
        r"^(?P<np>.{2,100}?)\s+(?:(?:now|currently|also|still|is|was|has|been)\s+)*(?:rank(?:s|ed)?|placed|came|comes|is|was|stood|rose)\b",
        re.sub(r"\s+", " ", left).strip(),
        re.IGNORECASE,
    )
    most = re.match(r"\s*([-\w]+est\s+(?:[a-z-]+\s*){1,4})", right)
    if most:
        return plain(re.split(r"\s(?:in|of|among|by)\s", most[1] + " ")[0])
    for_what = re.match(r"[^,;.]{0,40}?\s(?:for|on|by)\s+([a-z][^,;.]{3,60})", right)
    if for_what:
        return plain(for_what[1])
    return f"{_last_phrase(m['np'])} rank" if m and _last_phrase(m["np"]) else ""
