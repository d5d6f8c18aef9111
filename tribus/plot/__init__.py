"""Pictures with matplotlib: each function draws one result on `ax` and returns the axes."""

from tribus.plot.answer_chart import draw_answers
from tribus.plot.balance_chart import draw_balance
from tribus.plot.belonging_chart import draw_belonging
from tribus.plot.churn_chart import draw_churn
from tribus.plot.circuit_chart import draw_circuits
from tribus.plot.flow_chart import draw_flows
from tribus.plot.follower_rings import draw_followers
from tribus.plot.hour_chart import draw_hours
from tribus.plot.journey_chart import draw_journey
from tribus.plot.mixing_matrix import draw_mixing
from tribus.plot.period_chart import draw_over_time
from tribus.plot.personal_map import draw_personal_tribe
from tribus.plot.personal_maps import draw_personal_tribes
from tribus.plot.phase_chart import draw_phases
from tribus.plot.rate_chart import draw_answer_rates
from tribus.plot.return_chart import draw_returns
from tribus.plot.size_chart import draw_sizes
from tribus.plot.sowing_chart import draw_sowing
from tribus.plot.stability_chart import draw_stability
from tribus.plot.topic_matrix import draw_topics
from tribus.plot.tribe_map import draw_tribes
from tribus.plot.waiting_chart import draw_waiting
from tribus.plot.wave_chart import draw_waves
from tribus.plot.word_chart import draw_words

__all__ = [
    "draw_answer_rates",
    "draw_answers",
    "draw_balance",
    "draw_belonging",
    "draw_churn",
    "draw_circuits",
    "draw_flows",
    "draw_followers",
    "draw_hours",
    "draw_journey",
    "draw_mixing",
    "draw_over_time",
    "draw_personal_tribe",
    "draw_personal_tribes",
    "draw_phases",
    "draw_returns",
    "draw_sizes",
    "draw_sowing",
    "draw_stability",
    "draw_topics",
    "draw_tribes",
    "draw_waiting",
    "draw_waves",
    "draw_words",
]


def __dir__() -> list[str]:
    return sorted(__all__)
