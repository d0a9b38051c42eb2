"""A rule text cut into tokens; whatever is outside the subset is refused here, before any parser sees it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tidehead.calc.rules.refusals import Span, listed, nearest, refusal, refusal_of_all
from tidehead.calc.rules.types import NAME, Variable

LONGEST_TEXT = 4000
DEEPEST_NESTING = 30
_MOST_PREFIXES = 4

FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "abs": (1, 1),
    "round": (1, 2),
    "floor": (1, 1),
    "ceil": (1, 1),
    "power": (2, 2),
    "ln": (1, 1),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "least": (2, 99),
    "greatest": (2, 99),
    "coalesce": (2, 99),
    "nullif": (2, 2),
    "year": (1, 1),
    "month": (1, 1),
    "days_between": (2, 2),
    "years_between": (2, 2),
}
KEYWORDS = frozenset("and or not between in is null case when then else end true false date".split())
_STATEMENTS = frozenset(
    "select from where with insert update delete drop create alter union join over partition cast try_cast convert "
    "like ilike rlike regexp similar glob exists any all distinct group order by having limit values as interval "
    "extract filter within lambda array struct map".split()
)
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<comment>--|/\*|\*/|\#)"
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<text>'(?:[^']|'')*')"
    r"|(?P<refused><=>|==|\|\||::|->|=>|\*\*|<<|>>|//|:=)"
    r"|(?P<operator><=|>=|<>|!=|[-+*/=<>(),])"
)
_LOOK_ALIKES: Mapping[str, str] = {
    "（": "(", "）": ")", "，": ",", "＋": "+", "－": "-", "−": "-", "–": "-", "—": "-", "×": "*", "＊": "*", "÷": "/",
    "／": "/", "＝": "=", "≥": ">=", "≤": "<=", "≠": "<>", "＜": "<", "＞": ">", "“": "'", "”": "'", "‘": "'", "’": "'",
    "。": ".", "；": "", "、": ",", "％": "/ 100", '"': "'", "`": "",
}  # fmt: skip

TokenKind: TypeAlias = Literal["name", "number", "text", "keyword", "function", "operator"]


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign of a rule text. word: as the grammar wants it, keywords and functions in small letters."""

    kind: TokenKind
    word: str
    span: Span


def cut(text: str, variables: Mapping[str, Variable]) -> list[Token]:
    """The tokens of a rule text; raises RuleRefused for anything that the subset has not got."""
    if len(text) > LONGEST_TEXT:
        raise refusal_of_all(
            text,
            f"规则过长：{len(text)}字，最多{LONGEST_TEXT}字；请拆成几个指标",
            f"the rule is too long: {len(text)} characters, at most {LONGEST_TEXT}; split it into several indicators",
        )
    tokens: list[Token] = []
    place = 0
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise _strange(text, place, variables)
        place = found.end()
        if found.lastgroup != "space":
            tokens.append(_token(text, found, variables))
    if not tokens:
        raise refusal_of_all(
            text, "规则是空的；请写一个算式或条件", "the rule is empty; write a formula or a condition"
        )
    _check_nesting(text, tokens)
    return tokens


def _token(text: str, found: re.Match[str], variables: Mapping[str, Variable]) -> Token:
    word, span = found.group(), found.span()
    match found.lastgroup:
        case "number":
            return Token("number", _number(text, word, span), span)
        case "text":
            return Token("text", _inner_text(text, word, span), span)
        case "word":
            return _word(text, word, span, variables)
        case "operator":
            return Token("operator", "<>" if word == "!=" else word, span)
        case "comment":
            raise refusal(text, span, "规则里不能有注释；请删去", "a rule has no comments; take them out")
        case _:
            raise refusal(text, span, f"不认识“{word}”；{_ALLOWED[0]}", f'"{word}" is not known; {_ALLOWED[1]}')


_ALLOWED = (
    "可用：+ - * / = <> < <= > >= and or not between in is null case 以及函数" + "、".join(FUNCTIONS),
    "allowed are + - * / = <> < <= > >= and or not between in is null case, and the functions " + ", ".join(FUNCTIONS),
)


def _number(text: str, word: str, span: Span) -> str:
    following = text[span[1] : span[1] + 1]
    if following and (following.isalnum() or following in "_."):
        raise refusal(
            text, (span[0], span[1] + 1), "数字写法不对；单位写在变量上，不写在规则里",
            "this is no number; units belong to variables, not into the rule",
        )  # fmt: skip
    if float(word) == float("inf"):
        raise refusal(text, span, "数太大；最大约1.8e308", "the number is too large; the largest is about 1.8e308")
    return word


def _inner_text(text: str, word: str, span: Span) -> str:
    inner = word[1:-1].replace("''", "'")
    if not inner.isprintable():
        raise refusal(text, span, "文字里有看不见的字符；请删去", "the text holds invisible characters; take them out")
    return inner


def _word(text: str, word: str, span: Span, variables: Mapping[str, Variable]) -> Token:
    small = word.lower()
    if small in KEYWORDS:
        return Token("keyword", small, span)
    is_called = text[span[1] :].lstrip().startswith("(")
    if is_called and small in FUNCTIONS:
        return Token("function", small, span)
    if word in variables and not is_called:
        return Token("name", word, span)
    raise _unknown_word(text, word, span, variables) if not is_called else _unknown_function(text, word, span)


def _unknown_function(text: str, word: str, span: Span) -> Exception:
    if word.lower() in _STATEMENTS:
        return _statement(text, word, span)
    near = nearest(word, FUNCTIONS)
    names = near or list(FUNCTIONS)
    return refusal(
        text, span, f"没有函数“{word}”；{'是否指' if near else '可用：'}{'、'.join(names)}",
        f'there is no function "{word}"; {"did you mean" if near else "allowed are"} {", ".join(names)}',
    )  # fmt: skip


def _statement(text: str, word: str, span: Span) -> Exception:
    return refusal(
        text, span, f"规则只能是一个算式或条件，不能用“{word}”；{_ALLOWED[0]}",
        f'a rule is one formula or condition and cannot use "{word}"; {_ALLOWED[1]}',
    )  # fmt: skip


def _unknown_word(text: str, word: str, span: Span, variables: Mapping[str, Variable]) -> Exception:
    if word.lower() in _STATEMENTS:
        return _statement(text, word, span)
    near = nearest(word, variables)
    zh, en = ("、".join(near), ", ".join(near)) if near else listed(variables)
    return refusal(
        text, span, f"没有名为“{word}”的变量；{'是否指' if near else '可用的有'}：{zh}",
        f'there is no variable "{word}"; {"did you mean" if near else "there are"}: {en}',
    )  # fmt: skip


def _strange(text: str, place: int, variables: Mapping[str, Variable]) -> Exception:
    """The refusal of a character that no token begins with."""
    character = text[place]
    span = (place, place + 1)
    if character == "'":
        return refusal(text, (place, len(text)), "文字缺右引号'；请补上", "the text has no closing quote '; add it")
    if character == ";":
        return refusal(text, span, "规则里不能有分号；一条规则只写一个算式", "no semicolons: a rule is one formula")
    if character == "%":
        return refusal(text, span, "没有求余，也不写百分号；5%请写0.05", "no remainder and no percent sign: write 0.05")
    if character in _LOOK_ALIKES:
        better = _LOOK_ALIKES[character]
        zh, en = (f"请改用半角{better}", f"write {better} instead") if better else ("请删去", "take it out")
        return refusal(text, span, f"不能用“{character}”；{zh}", f'"{character}" is not allowed; {en}')
    if character.isalpha():
        return _foreign_word(text, place, variables)
    return refusal(text, span, f"不能用这个字符；{_ALLOWED[0]}", f"this character is not allowed; {_ALLOWED[1]}")


def _foreign_word(text: str, place: int, variables: Mapping[str, Variable]) -> Exception:
    """A word in Chinese (or look-alike letters): where it is a variable's label, its name is given."""
    end = place
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    word = text[place:end]
    for variable in variables.values():
        if word in (variable.label.zh, variable.label.en):
            zh, en = f"请写它的名称 {variable.name}", f"write its name, {variable.name}"
            return refusal(text, (place, end), zh, en)
    zh, en = listed(variables)
    return refusal(
        text, (place, end), f"变量名只用小写英文字母、数字和下划线；可用的有：{zh}",
        f"names are of small letters a-z, digits and underscores; there are: {en}",
    )  # fmt: skip


def _check_nesting(text: str, tokens: list[Token]) -> None:
    """Refuse brackets that do not match or are nested too deep, and long runs of `not` and `-`."""
    open_ones: list[Token] = []
    prefixes = 0
    for token in tokens:
        if token.word in ("(", "case") and token.kind != "text":
            open_ones.append(token)
        elif token.word in (")", "end") and token.kind != "text":
            _close(text, token, open_ones)
        prefixes = prefixes + 1 if token.word in ("-", "+", "not") and token.kind != "text" else 0
        if len(open_ones) > DEEPEST_NESTING or prefixes > _MOST_PREFIXES:
            raise refusal(
                text, token.span, f"嵌套过深：括号和case最多{DEEPEST_NESTING}层，not和-连用最多{_MOST_PREFIXES}个",
                f"nested too deep: at most {DEEPEST_NESTING} levels of brackets and case, and {_MOST_PREFIXES} of not "
                "or - in a row; split the rule",
            )  # fmt: skip
    if open_ones:
        token = open_ones[-1]
        closing = ")" if token.word == "(" else "end"
        raise refusal(text, token.span, f"没有对应的“{closing}”；请补上", f'its "{closing}" is missing; add it')


def _close(text: str, token: Token, open_ones: list[Token]) -> None:
    opening = "(" if token.word == ")" else "case"
    if not open_ones or open_ones[-1].word != opening:
        raise refusal(text, token.span, f"没有对应的“{opening}”；请删去或补上", f'its "{opening}" is missing')
    open_ones.pop()


def is_usable_name(name: str) -> bool:
    """Whether a variable may be called so: small letters, digits and underscores, dots between parts, no keyword."""
    return bool(NAME.fullmatch(name)) and len(name) <= 100 and name not in KEYWORDS
