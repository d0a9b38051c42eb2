"""What stands beside the units of a scored table: whose scheme it is, what each stage did, what moves the places."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tidehead import __version__
from tidehead.calc.doubt import Doubt, Sensitivity
from tidehead.calc.labels import Label
from tidehead.calc.schemes import Scoring, Standing, Step, digest

_STANDINGS = {
    Standing.PROPOSED: Label("拟议方案，尚未在任何地方施行", "Proposed scheme: in force nowhere"),
    Standing.TEMPLATE: Label("模板：公布的权重，规则不全", "Template: published weights without all of the rule"),
}
_INVENTED = Label("虚构地区的办法：不是真实的评价", "A scheme of an invented region: no real assessment")
_METHOD = Label(
    "Sobol 总效应，Saltelli 抽样，Jansen 估计，区间来自自助抽样",
    "Total-order Sobol indices, Saltelli's sampling, Jansen's estimator, bootstrap intervals",
)
_OUTPUT = Label("名次平均变动", "mean absolute rank shift")


@dataclass(frozen=True, slots=True, eq=False)
class Drivers:
    """What moves the places. share: of the bootstrap that the intervals hold; rows: N of Saltelli's N·(d + 2) runs."""

    found: Sensitivity
    seed: int
    rows: int
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A run with what was asked for beside it. unit: the one to be shown alone. notes: what the reader of the table
    remarked."""

    scoring: Scoring
    doubt: Doubt | None = None
    drivers: Drivers | None = None
    unit: int | None = None
    notes: tuple[Label, ...] = ()
    synthetic: bool = False  # the scheme's region is invented

    @property
    def steps(self) -> tuple[Step, ...]:
        """The stages of the run, then those of the doubt, each kind once."""
        doubted = self.doubt.steps if self.doubt else self.drivers.found.steps if self.drivers else ()
        return (*self.scoring.steps, *doubted)

    @property
    def seed(self) -> int | None:
        """What draws began with; None where nothing was drawn."""
        return self.doubt.seed if self.doubt else self.drivers.seed if self.drivers else None


def number(value: float) -> float | None:
    """A number for JSON: None where unknown."""
    return float(value) if math.isfinite(value) else None


def meta(result: Result, language: str) -> dict[str, Any]:
    """What `--meta` puts beside the units; docs/cli.md says what each field is."""
    scheme = result.scoring.scheme
    made: dict[str, Any] = {
        "scheme": scheme.id,
        "label": scheme.label.text(language),
        "digest": digest(scheme),
        "standing": scheme.standing.value,
        "synthetic": result.synthetic,
        "engine": f"tidehead {__version__}",
        "draws": result.doubt.settings.draws if result.doubt else None,
        "seed": result.seed,
        "steps": [
            {"stage": step.stage, "done": step.done, "what": step.what.text(language), "count": step.count}
            for step in result.steps
        ],
        "notes": [note.text(language) for note in result.notes],
    }
    if result.drivers is not None:
        made["drivers"] = _drivers(result.drivers, language)
    return made


def _drivers(drivers: Drivers, language: str) -> dict[str, Any]:
    found = drivers.found
    names = ("total", "total_low", "total_high", "first", "first_low", "first_high")
    return {
        "method": _METHOD.text(language),
        "output": _OUTPUT.text(language),
        "seed": drivers.seed,
        "rows": drivers.rows,
        "runs": found.runs,
        "share": drivers.share,
        "groups": [
            {"id": one.kind, "label": one.text(language)}
            | {name: number(getattr(found.shift, name)[place, 0]) for name in names}
            for place, one in enumerate(found.inputs)
        ],
    }


def remarks(result: Result, language: str) -> Iterator[str]:
    """What has to stand beside every table: whose scheme it is, and what each stage of the run did."""
    scheme = result.scoring.scheme
    name = scheme.label.text(language)
    yield Label(f"{name}（{scheme.id}，摘要 {digest(scheme)}）", f"{name} ({scheme.id}, digest {digest(scheme)})").text(
        language
    )
    if result.synthetic:
        yield _INVENTED.text(language)
    if scheme.standing in _STANDINGS:
        yield _STANDINGS[scheme.standing].text(language)
    for step in result.steps:
        yield f"{'✓' if step.done else '–'} {step.what.text(language)}"


def driver_lines(drivers: Drivers, language: str) -> Iterator[str]:
    """The largest first; parts overlap by what inputs do together, so that their sum may exceed 1."""
    found = drivers.found
    yield Label(
        f"名次由什么左右（{_OUTPUT.zh}；{_METHOD.zh}；{drivers.rows} 行、运行 {found.runs} 次、种子 {drivers.seed}，"
        f"{drivers.share:.0%} 区间）：",
        f"What moves the places ({_OUTPUT.en}; {_METHOD.en}; {drivers.rows} rows, {found.runs} runs, "
        f"seed {drivers.seed}, {drivers.share:.0%} intervals):",
    ).text(language)
    totals = found.shift.total[:, 0]
    for place in sorted(range(len(totals)), key=lambda at: -totals[at] if math.isfinite(totals[at]) else math.inf):
        name = found.inputs[place].text(language)
        if math.isfinite(totals[place]):
            low, high = found.shift.total_low[place, 0], found.shift.total_high[place, 0]
            yield f"  {name} {totals[place]:.2f} ({low:.2f}–{high:.2f})"
        else:
            yield Label(f"  {name}：名次不因它而动", f"  {name}: places do not move").text(language)
