"""The charts, and where they stand on the page."""

from collections.abc import Sequence

from agreements.insights.chart_parts import Chart, ChartBuilder, Result
from agreements.insights.charts import evidence, sides, terms, territories, time

#: Across the page, one below another; then in two columns, who and how well beside where and how long.
WIDE: dict[str, ChartBuilder] = {"years": time.years, "themes": time.themes}
COLUMNS: Sequence[dict[str, ChartBuilder]] = (
    {"parties": sides.kinds, "pairs": sides.pairs, "sources": evidence.sources, "terms": terms.lengths},
    {"territories": territories.classes, "regions": territories.regions, "lives": terms.lives},
)
CHARTS: dict[str, ChartBuilder] = {**WIDE, **COLUMNS[0], **COLUMNS[1]}


def charts(result: Result) -> tuple[list[Chart], list[list[Chart]]]:
    """Every chart that these documents give reason to draw: those across the page, and the columns of the others."""
    return _built(WIDE, result), [_built(column, result) for column in COLUMNS]


def _built(builders: dict[str, ChartBuilder], result: Result) -> list[Chart]:
    return [chart for build in builders.values() if (chart := build(result))]
