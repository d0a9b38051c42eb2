"""Which member of a taxonomy an industry belongs to, by the definition that the pack gives: codes, and words."""

from collections import defaultdict

from tidehead.reading.firms.book import Book, ClusterRule


class ClusterFinder:
    """The rules of one taxonomy by code prefix."""

    def __init__(self, book: Book, taxonomy: str) -> None:
        self._rules: dict[str, list[ClusterRule]] = defaultdict(list)
        for rule in book.cluster_rules:
            if rule.taxonomy == taxonomy:
                for code in rule.codes:
                    self._rules[code].append(rule)
        self.taxonomy = taxonomy

    def member(self, code: str, text: str) -> str:
        """The member for a code of two to four digits and the firm's words; empty where no rule fits.

        A rule of higher weight wins, then one with words over one without, then the longer prefix.
        """
        best: tuple[float, bool, int] = (0.0, False, 0)
        found = ""
        for length in (4, 3, 2):
            for rule in self._rules.get(code[:length], ()) if len(code) >= length else ():
                if rule.without and code.startswith(rule.without):
                    continue
                if rule.words and not any(word in text for word in rule.words):
                    continue
                rank = (rule.weight, bool(rule.words), length)
                if rank > best:
                    best, found = rank, rule.member
        return found
