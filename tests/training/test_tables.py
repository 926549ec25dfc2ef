"""Tables: what the model card shows is what the manifest says."""

from training.tables import decision_table, ranking_table, template_table

MANIFEST = {
    "categories": ["toxicity", "threat"],
    "thresholds": {"toxicity": 0.8, "threat": 0.5},
    "metrics": {
        "ranking": {"jigsaw_wiki": {"toxicity": {"auc": 0.9712, "positives": 1449}}},
        "at_thresholds_on_reported_half": {
            "jigsaw_wiki": {"toxicity": {"recall": 0.61}},
            "surge_toxicity": {},
            "thin": {"threat": {"recall": 0.5}},
        },
        "clean_web": {
            "flagged_share_reported_half_by_category": {"toxicity": 0.0011, "threat": 0.0}
        },
        "calibration_error_on_reported_half": {"toxicity": 0.02, "threat": 0.01},
        "templates_held_out": {"clean-news-held": {"flagged_in_any": 0.02}},
    },
}


def test_ranking_shows_every_category() -> None:
    """A category without figures gets a dash."""
    text = ranking_table(MANIFEST)
    assert "| `toxicity` | 0.971 (1,449) |" in text
    assert "| `threat` | - |" in text


def test_decisions_show_threshold_and_recall() -> None:
    """Each category has its threshold, its false alarms and its recalls."""
    assert "| `threat` | 0.500 | 0.00% | - | - | 50% | 0.010 |" in decision_table(MANIFEST)


def test_families_show_what_is_flagged() -> None:
    """A harmless family shows its share of false alarms."""
    assert "| clean-news-held | flagged_in_any 2% |" in template_table(MANIFEST)
