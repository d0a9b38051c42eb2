"""A name in both languages: what formulas, rules and schemes are explained with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages; `zh` is never empty, `en` may be missing, and then `zh` stands in."""

    zh: str
    en: str = ""

    def text(self, language: str) -> str:
        """The name in a language: anything that begins with "zh" is Chinese, all else English.

        >>> Label("亩均税收", "Tax per mu").text("en"), Label("亩均税收").text("en")
        ('Tax per mu', '亩均税收')
        """
        return self.zh if language.startswith("zh") or not self.en else self.en
