"""Kokoro's quick form: the same weights in the same bytes, but the sums are made with floats instead of integers.

The model that is downloaded rounds the input of each convolution and each matrix product to integers of eight bits
(`DynamicQuantizeLinear`), multiplies integers, and scales the result back. Some processors take more than a second for
a second of speech in this way. In the quick form a `DequantizeLinear` turns the weights into floats each time they are
used, and the product is an ordinary one. On the computers where this was measured, it took less than half of the
processor's time, and at most 50 MB more memory.

Weights that are kept as floats take 293 MB of the disk, and 140 MB more memory. Weights of half precision need as much
memory, since onnxruntime turns them into floats while it loads. Both were faster by only a twentieth.

Making it takes a second or two, and 300 MB of memory. No session does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from companion.speech.onnx_graph import new_node, read_model

_INTEGER: Final = {"ConvInteger": "Conv", "MatMulInteger": "MatMul"}
"""The operators that are replaced, and what by."""

Told = Callable[[int, int], None]
"""Takes the steps done so far, and all of them."""


class OtherModel(ValueError):
    """A model that is not built as Kokoro's is."""


def make(model: Path, target: Path, told: Told = lambda done, total: None) -> None:
    """Writes the quick form of `model` to the file `target`. Raises OtherModel, and OSError."""
    try:
        whole = read_model(model.read_bytes())
    except ValueError as reason:
        raise OtherModel(str(reason)) from reason
    _Surgery(whole.graph).do(told)
    target.write_bytes(whole.SerializeToString())


@dataclass(frozen=True, slots=True)
class _Product:
    """A product of integers, with everything around it that one product of floats replaces.

    The chain is: product, Add of a bias (only in a convolution with one), Cast to float, Mul by both scales.
    """

    node: Any
    source: str
    """The float input, before it is rounded."""
    scale: str
    """The scale of the weights."""
    bias: str
    """The bias as floats; empty if there is none."""
    last: Any
    """The Mul at the end of the chain."""
    inner: tuple[Any, ...]
    """The nodes of the chain before the last one."""


@dataclass
class _Surgery:
    graph: Any
    _weights: dict[str, Any] = field(default_factory=dict)
    """The new DequantizeLinear of each weight, by its output."""

    def __post_init__(self) -> None:
        self._fixed = {each.name: each for each in self.graph.initializer}
        self._made_by = {output: node for node in self.graph.node for output in node.output}
        self._used_by: dict[str, list[Any]] = {}
        for node in self.graph.node:
            for name in node.input:
                self._used_by.setdefault(name, []).append(node)

    def do(self, told: Told) -> None:
        """Replaces all products of integers; drops nodes and weights that nothing uses any more."""
        found = [node for node in self.graph.node if node.op_type in _INTEGER]
        if not found:
            raise OtherModel("it multiplies no integers")
        places = {id(node): number for number, node in enumerate(self.graph.node)}
        nodes: list[Any] = list(self.graph.node)
        for number, node in enumerate(found):
            product = self._product(node)
            nodes[places[id(product.last)]] = self._float_product(product)
            for each in product.inner:
                nodes[places[id(each)]] = None
            told(number + 1, len(found))
        self._keep([*self._weights.values(), *(each for each in nodes if each is not None)])

    def _product(self, node: Any) -> _Product:
        inner, bias = [node], ""
        after = self._only_user(node)
        if after.op_type == "Add":
            inner.append(after)
            bias = self._float_bias(self._other_input(after, node))
            after = self._only_user(after)
        _check(after.op_type == "Cast", after)
        inner.append(after)
        last = self._only_user(after)
        _check(last.op_type == "Mul", last)
        scales = self._maker(self._other_input(last, after), "Mul")
        rounded = self._maker(node.input[0], "DynamicQuantizeLinear")
        own = [name for name in scales.input if name != rounded.output[1]]
        _check(len(own) == 1 and own[0] in self._fixed, scales)
        _check(len(node.input) == 4 and node.input[1] in self._fixed and node.input[3] in self._fixed, node)
        return _Product(node, rounded.input[0], own[0], bias, last, tuple(inner))

    def _float_product(self, product: _Product) -> Any:
        node = product.node
        weights = self._float_weights(node.input[1], product.scale, node.input[3])
        inputs = [product.source, weights, *([product.bias] if product.bias else [])]
        return new_node(_INTEGER[node.op_type], inputs, list(product.last.output), node.attribute)

    def _float_weights(self, weights: str, scale: str, zero: str) -> str:
        """Returns the name of these weights as floats."""
        name = f"{weights}/float"
        if name not in self._weights:
            # A scale for each column of a matrix, or one for everything.
            columns = list(self._fixed[scale].dims)
            dims = list(self._fixed[weights].dims)
            _check(columns in ([], [1], dims[-1:]) and list(self._fixed[zero].dims) == columns, self._fixed[scale])
            axis = {"axis": len(dims) - 1} if columns == dims[-1:] else {}
            self._weights[name] = new_node("DequantizeLinear", [weights, scale, zero], [name], **axis)
        node = self._weights[name]
        _check(list(node.input) == [weights, scale, zero], node)
        return name

    def _float_bias(self, name: str) -> str:
        """Finds the bias before it was divided by the scales and rounded."""
        for _ in range(4):  # Reshape, Cast, Floor, Div
            node = self._made_by.get(name)
            if node is None:
                break
            name = node.input[0]
            if node.op_type == "Div":
                _check(name in self._fixed, node)
                return name
        raise OtherModel(f"the bias {name} is not made as expected")

    def _maker(self, name: str, op_type: str) -> Any:
        node = self._made_by.get(name)
        if node is None or node.op_type != op_type:
            raise OtherModel(f"{name} doesn't come from a {op_type}")
        return node

    def _only_user(self, node: Any) -> Any:
        users = self._used_by.get(node.output[0], [])
        _check(len(users) == 1, node)
        return users[0]

    @staticmethod
    def _other_input(node: Any, known: Any) -> str:
        others = [str(name) for name in node.input if name != known.output[0]]
        _check(len(others) == 1, node)
        return others[0]

    def _keep(self, nodes: list[Any]) -> None:
        """Keeps only those of `nodes` in the graph that lead to an output."""
        needed = {output.name for output in self.graph.output}
        kept = list(_leading_to(needed, nodes))
        kept.reverse()
        # Copies: deleting the nodes of the graph empties them.
        copies = [type(node).FromString(node.SerializeToString()) for node in kept]
        unused = [number for number, each in enumerate(self.graph.initializer) if each.name not in needed]
        del self.graph.node[:]
        self.graph.node.extend(copies)
        for number in reversed(unused):
            del self.graph.initializer[number]
        del self.graph.value_info[:]  # the shapes of values that are gone


def _leading_to(needed: set[str], nodes: list[Any]) -> Iterator[Any]:
    """Yields the needed nodes, the last one first, and adds all that they need to `needed`."""
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            yield node


def _check(right: bool, at: Any) -> None:
    if not right:
        raise OtherModel(f"it isn't built as expected at {at.name}")
