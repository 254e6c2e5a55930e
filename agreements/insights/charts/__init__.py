"""The charts, in the order of the page."""

from agreements.insights.chart_parts import Chart, ChartBuilder, Result
from agreements.insights.charts import evidence, sides, terms, territories, time

CHARTS: dict[str, ChartBuilder] = {
    "years": time.years,
    "themes": time.themes,
    "parties": sides.kinds,
    "pairs": sides.pairs,
    "territories": territories.classes,
    "regions": territories.regions,
    "terms": terms.lengths,
    "lives": terms.lives,
    "sources": evidence.sources,
}


def charts(result: Result) -> list[Chart]:
    """Every chart that these documents give reason to draw."""
    return [chart for build in CHARTS.values() if (chart := build(result))]
