"""An encoder of a few nodes: a token's state is a row of a table, which tells names from other words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

WIDTH = 6
_SPECIAL = ["[PAD]", "[CLS]", "[SEP]", "[UNK]"]


def make_encoder(
    folder: Path, names: Sequence[str], *, file: str = "model.onnx", shift: float = 0.0, token_types: bool = True
) -> Path:
    """Write an encoder that knows some names, as exports of sentence encoders look.

    Args:
        folder: where to; it is made.
        names: words whose state differs from that of all others.
        file: name of the graph below the folder.
        shift: added to every state, to make another encoder.
        token_types: whether the graph has the input `token_type_ids`.
    """
    folder.mkdir()
    vocabulary = {token: number for number, token in enumerate([*_SPECIAL, *names])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"\s+|[.,:%]"), "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    tokenizer.enable_truncation(16)  # as exports have it
    tokenizer.enable_padding()
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.zeros((len(vocabulary), WIDTH), np.float32) + shift
    table[len(_SPECIAL) :, 0] = 3.0
    table[:, 1] = np.linspace(0, 1, len(vocabulary))
    (folder / file).parent.mkdir(exist_ok=True)
    onnx.save(_graph(table, token_types=token_types), str(folder / file))
    return folder


def _graph(table: np.ndarray, *, token_types: bool) -> onnx.ModelProto:
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if token_types else [])]
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["b", "t"]) for name in names]
    states = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["b", "t", WIDTH])
    pooled = helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["b", WIDTH])
    node = helper.make_node
    nodes = [
        node("Gather", ["table", "input_ids"], ["found"]),
        node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        node("Unsqueeze", ["mask", "last"], ["masks"]),
        node("Mul", ["found", "masks"], ["last_hidden_state"]),
        node("ReduceMean", ["last_hidden_state", "middle"], ["sentence_embedding"], keepdims=0),
    ]
    initializers = [
        onnx.numpy_helper.from_array(table, "table"),
        onnx.numpy_helper.from_array(np.array([2], np.int64), "last"),
        onnx.numpy_helper.from_array(np.array([1], np.int64), "middle"),
    ]
    graph = helper.make_graph(nodes, "tiny", inputs, [pooled, states], initializers)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
