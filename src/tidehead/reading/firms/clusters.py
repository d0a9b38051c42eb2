"""Which member of a taxonomy an industry belongs to, by the definition that the pack gives: codes, and words."""

from collections import defaultdict

from tidehead.reading.firms.book import Book, ClusterRule


class ClusterFinder:
    """The rules of one taxonomy by code prefix; those of a code are put in order once, when it is first asked for."""

    def __init__(self, book: Book, taxonomy: str) -> None:
        self._rules: dict[str, list[ClusterRule]] = defaultdict(list)
        for rule in book.cluster_rules:
            if rule.taxonomy == taxonomy:
                for code in rule.codes:
                    self._rules[code].append(rule)
        self._ranked: dict[str, list[ClusterRule]] = {}
        self.taxonomy = taxonomy

    def member(self, code: str, text: str) -> str:
        """The member for a code of two to four digits and the firm's words; empty where no rule fits.

        A rule of higher weight wins, then one with words over one without, then the longer prefix.
        """
        ranked = self._ranked.get(code)
        if ranked is None:
            ranked = self._ranked[code] = self._fitting(code)
        for rule in ranked:
            if not rule.words:
                return rule.member
            for word in rule.words:
                if word in text:
                    return rule.member
        return ""

    def _fitting(self, code: str) -> list[ClusterRule]:
        """The rules for a code, whatever the words, the first to win before the others."""
        found: list[tuple[tuple[float, bool, int], ClusterRule]] = []
        for length in (4, 3, 2):
            for rule in self._rules.get(code[:length], ()) if len(code) >= length else ():
                rank = (rule.weight, bool(rule.words), length)
                if rank > (0.0, False, 0) and not (rule.without and code.startswith(rule.without)):
                    found.append((rank, rule))
        found.sort(key=lambda one: one[0], reverse=True)
        return [rule for _, rule in found]
