"""A model's figures in words."""

import pytest

from core.domain.models.metrics import Counts
from core.domain.models.verdict import conclusion, in_words


def test_precision_and_recall_become_counts_of_ten():
    counts = Counts(true_positives=50, false_positives=21, false_negatives=50)
    assert in_words(counts) == "Of 10 suggestions about 7 will be right; of 10 entities in a text it finds about 5."
    assert "nearly all will be right" in in_words(Counts(99, 1, 300))
    assert "finds hardly any" in in_words(Counts(1, 0, 99))


def test_a_model_that_found_nothing_and_one_without_a_measure_are_not_praised():
    assert in_words(Counts(0, 5, 40)) == "It found nothing that was right."
    assert in_words(Counts(0, 0, 0)) == "There was nothing to measure on."


@pytest.mark.parametrize(
    ("counts", "advice"),
    [
        (Counts(10, 0, 0), "Measured on 10 tags only"),
        (Counts(95, 2, 5), "Good enough"),
        (Counts(70, 20, 30), "quicker than tagging by hand"),
        (Counts(20, 60, 60), "wrong often"),
    ],
)
def test_the_conclusion_follows_the_figures_and_how_many_tags_they_rest_on(counts, advice):
    assert advice in conclusion(counts)
