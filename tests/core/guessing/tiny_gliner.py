"""A GLiNER model of a few nodes: it takes every word that is known to its vocabulary as the first entity asked for."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from tokenizers import Tokenizer, models, pre_tokenizers

_SPECIAL = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "<<ENT>>", "<<SEP>>"]
_WIDTH = 12


def make_model(folder: Path, words: list[str]) -> Path:
    """Write a model that finds these words."""
    folder.mkdir()
    vocabulary = {token: number for number, token in enumerate([*_SPECIAL, *words])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.add_special_tokens(_SPECIAL)
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {
        "max_width": _WIDTH,
        "max_len": 384,
        "span_mode": "markerV0",
        "ent_token": "<<ENT>>",
        "sep_token": "<<SEP>>",
    }
    (folder / "gliner_config.json").write_text(json.dumps(settings))
    (folder / "config.json").write_text("{}")
    onnx.save(_graph(len(_SPECIAL)), str(folder / "model.onnx"))
    return folder


def _graph(first_word: int) -> onnx.ModelProto:
    """Inputs and outputs as GLiNER exports them; logits are [batch, words, widths, entities]."""

    def constant(name: str, value: object) -> onnx.TensorProto:
        return onnx.numpy_helper.from_array(np.array(value), name)

    integers: dict[str, list[str | int]] = {
        "input_ids": ["b", "t"],
        "attention_mask": ["b", "t"],
        "words_mask": ["b", "t"],
        "text_lengths": ["b", 1],
        "span_idx": ["b", "s", 2],
    }
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name, shape in integers.items()]
    inputs.append(helper.make_tensor_value_info("span_mask", TensorProto.BOOL, ["b", "s"]))
    output = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["b", "w", _WIDTH, "c"])
    widths = np.full((1, 1, _WIDTH, 1), -20.0, np.float32)
    widths[0, 0, 0, 0] = 0.0
    initializers = [
        constant("entity_id", np.int64(4)),
        constant("first_word", np.int64(first_word)),
        constant("zero", np.int64(0)),
        constant("one", np.int64(1)),
        constant("axis_1", np.array([1], np.int64)),
        constant("axes_words", np.array([2], np.int64)),
        constant("to_words", np.array([0, -1, 1, 1], np.int64)),
        constant("widths", widths),
        constant("yes", np.float32(3.0)),
        constant("no", np.float32(-10.0)),
    ]
    node = helper.make_node
    nodes = [
        # How many entities are asked for, and how many words the longest text has.
        node("Equal", ["input_ids", "entity_id"], ["is_entity"]),
        node("Cast", ["is_entity"], ["entity_numbers"], to=TensorProto.INT64),
        node("ReduceSum", ["entity_numbers", "axis_1"], ["entity_counts"], keepdims=0),
        node("ReduceMax", ["entity_counts"], ["classes"], keepdims=0),
        node("ReduceMax", ["text_lengths"], ["words"], keepdims=0),
        # For each word number, whether the token that begins it is known.
        node("Range", ["zero", "words", "one"], ["numbers"]),
        node("Add", ["numbers", "one"], ["word_numbers"]),
        node("Unsqueeze", ["word_numbers", "zero_axis"], ["row"]),
        node("Unsqueeze", ["row", "zero_axis"], ["rows"]),
        node("Unsqueeze", ["words_mask", "axes_words"], ["masks"]),
        node("Equal", ["masks", "rows"], ["begins"]),
        node("GreaterOrEqual", ["input_ids", "first_word"], ["is_known"]),
        node("Unsqueeze", ["is_known", "axes_words"], ["known"]),
        node("And", ["begins", "known"], ["known_word"]),
        node("Cast", ["known_word"], ["known_numbers"], to=TensorProto.FLOAT),
        node("ReduceMax", ["known_numbers", "axis_1"], ["is_hit"], keepdims=0),
        node("Cast", ["is_hit"], ["hit"], to=TensorProto.BOOL),
        node("Where", ["hit", "yes", "no"], ["score"]),
        node("Unsqueeze", ["score", "last_axes"], ["by_word"]),
        node("Add", ["by_word", "widths"], ["by_width"]),
        # The first entity gets the score, the others one below any threshold.
        node("Range", ["zero", "classes", "one"], ["class_numbers"]),
        node("Equal", ["class_numbers", "zero"], ["is_first"]),
        node("Where", ["is_first", "nothing", "much"], ["malus"]),
        node("Add", ["by_width", "malus"], ["logits"]),
    ]
    initializers += [
        constant("zero_axis", np.array([0], np.int64)),
        constant("last_axes", np.array([2, 3], np.int64)),
        constant("nothing", np.float32(0.0)),
        constant("much", np.float32(-20.0)),
    ]
    graph = helper.make_graph(nodes, "tiny", inputs, [output], initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
