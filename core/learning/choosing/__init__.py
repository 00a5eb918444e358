"""Choose finders by cross-validation, calibrate their scores, and set thresholds."""
