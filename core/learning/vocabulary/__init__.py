"""Knowledge of words and strings: mentions in the training files, gazetteers, and word shapes."""
