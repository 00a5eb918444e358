"""What learns from tagged files, and the only importer of spaCy.

`training.train` makes a model, `prediction.Recognizer` uses one; both belong into the worker process, since spaCy
takes most of a second to import. This package itself imports nothing, so that `pipelines` stays light.
"""
