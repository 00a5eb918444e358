"""Checks what the main job, run by commands alone, came to. Usage: check_outcome.py FOLDER GOLD."""

import json
import sys
from pathlib import Path

folder, gold_file = Path(sys.argv[1]), Path(sys.argv[2])
first, run, accept, second, export = (
    json.loads((folder / f"{name}.json").read_text()) for name in ("first", "run", "accept", "second", "export")
)
gold = {row["name"]: {tuple(span) for span in row["spans"]} for row in map(json.loads, gold_file.open())}
rows = [json.loads(line) for line in (folder / "out.jsonl").open()]
tags = {row["meta"]["name"]: {(s["start"], s["end"], s["label"]) for s in row["spans"]} for row in rows}

assert run["state"] == "succeeded", run
assert run["done"] == 24, run
assert run["suggested"] > 200, run
assert accept["spans"] > 100, accept
assert export["files"] == len(rows) == 36, export
assert export["tags"] == sum(map(len, tags.values())), export
assert all(row["meta"]["tagged"] for row in rows)
right = sum(len(tags[name] & spans) for name, spans in gold.items())
precision, recall = right / export["tags"], right / sum(map(len, gold.values()))
print(f"accepted at 0.5 and above: precision {precision:.3f}, recall {recall:.3f} against the samples' gold spans")
print(f"F1 of the first model {first['f1']:.3f} from 12 files, of the second {second['f1']:.3f} from 36")
assert precision > 0.75, precision
assert recall > 0.5, recall
assert second["f1"] > first["f1"], (first["f1"], second["f1"])
print("main job ok")
