"""Where one blank datum would take along what others say, although the rule takes no record for none."""

from tidehead.calc.labels import Label
from tidehead.calc.rules import Rule
from tidehead.calc.schemes.problems import Problem

TOGETHER = ("+", "least", "greatest")
"""What each operand gives counts by itself; of a difference, product or ratio a part alone means nothing."""

KNOWN_ANYWAY = ("unknown", "known")


def lost_with_others(rule: Rule) -> tuple[str, ...]:
    """Data whose blank makes a rule unknown although another datum, which counts by itself, is known.

    Looked at are the operands of sums, least and greatest, and the conditions of one `case`. What stands in a
    `coalesce` with an answer for the blank is not among them, nor are texts and days, for which 0 is no answer.

    >>> from tidehead.calc.rules import Variable, parse_rule
    >>> names = {name: Variable(name) for name in "ab"}
    >>> lost_with_others(parse_rule("2 * a + b", names)), lost_with_others(parse_rule("2 * (a - b)", names))
    (('a', 'b'), ())
    """
    lacking: list[frozenset[str]] = []
    lost: frozenset[str] = frozenset()
    for node in rule.nodes:
        parts = [lacking[place] for place in node.args]
        if node.op == "variable":
            lacking.append(frozenset([node.name]))
        elif node.op in KNOWN_ANYWAY or (node.op == "coalesce" and not all(parts)):
            lacking.append(frozenset())
        else:
            lacking.append(frozenset().union(*parts))
        if node.op in TOGETHER:
            lost |= _apart(parts)
        elif node.op == "case":
            lost |= _apart(parts[:-1:2])
    return tuple(sorted(name for name in lost if rule.variables[name].kind in ("number", "truth")))


def _apart(parts: list[frozenset[str]]) -> frozenset[str]:
    """What some, but not all, of the parts that can be unknown rest on."""
    able = [part for part in parts if part]
    return frozenset().union(*able) - frozenset.intersection(*able) if able else frozenset()


def blank_problems(where: str, rule: Rule) -> list[Problem]:
    """A rule that takes no record for none, and would forget known faults or merits beside one blank, is refused."""
    names = lost_with_others(rule)
    if not names:
        return []
    answers = ", ".join(
        f"coalesce({name}, {'0' if rule.variables[name].kind == 'number' else 'false'})" for name in names
    )
    return [
        Problem(
            where,
            Label(
                f"缺项处理是zero，而算式由几项数据合成：只要其中一项空着，已知的几项也会一起按0计；请逐项写明空着算什么：{answers}",
                "no record means none here, and several data count together: one blank would also wipe out those that "
                f"are known; say for each what a blank means: {answers}",
            ),
        )
    ]
