"""Pages of assessments: leagues, runs, scorecards, schemes, objections and published tables."""
