"""Where a figure stands on the way to its target: paths, growth, forecasts, ranks, verdicts.

Times are plain numbers of years; nan is unknown; see docs/methods/trajectory.md.
"""

from tidehead.calc.trajectory.forecasts import Forecast, Method, Reason, forecast, probability_of_reaching
from tidehead.calc.trajectory.goals import (
    Band,
    Comparator,
    Direction,
    Goal,
    Nature,
    accepted,
    meets,
    wanted_direction,
)
from tidehead.calc.trajectory.growth import (
    Growth,
    GrowthMethod,
    achieved_growth,
    growth_method,
    growth_still_needed,
    progress_ratio,
    required_growth,
    yearly_growth,
    yearly_step,
)
from tidehead.calc.trajectory.paths import Shape, flow_to_date, path_value, plan_to_date, share_elapsed
from tidehead.calc.trajectory.progress import (
    Progress,
    Status,
    near_limit_factor,
    progress_measure,
    status_of_score,
)
from tidehead.calc.trajectory.ranks import Ranks, place_share, rank_among
from tidehead.calc.trajectory.verdicts import (
    FEWEST_PEERS,
    Finding,
    State,
    Verdict,
    forecast_test,
    growth_test,
    level_test,
    overall_test,
    rank_test,
    verdict,
)

__all__ = [
    "FEWEST_PEERS",
    "Band",
    "Comparator",
    "Direction",
    "Finding",
    "Forecast",
    "Goal",
    "Growth",
    "GrowthMethod",
    "Method",
    "Nature",
    "Progress",
    "Ranks",
    "Reason",
    "Shape",
    "State",
    "Status",
    "Verdict",
    "accepted",
    "achieved_growth",
    "flow_to_date",
    "forecast",
    "forecast_test",
    "growth_method",
    "growth_still_needed",
    "growth_test",
    "level_test",
    "meets",
    "near_limit_factor",
    "overall_test",
    "path_value",
    "place_share",
    "plan_to_date",
    "probability_of_reaching",
    "progress_measure",
    "progress_ratio",
    "rank_among",
    "rank_test",
    "required_growth",
    "share_elapsed",
    "status_of_score",
    "verdict",
    "wanted_direction",
    "yearly_growth",
    "yearly_step",
]
