"""The part of the ONNX format that making Kokoro's quick form needs, as protobuf messages.

ONNX files are protobuf messages. This module describes the few fields that are read or changed; protobuf keeps all
others as they are. The package `onnx` would take 31 MB of the disk for the same, and onnxruntime brings protobuf along.
The numbers are those of the format's own description (onnx.proto).
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

_PACKAGE: Final = "companion_onnx"

_STRING, _BYTES, _INT32, _INT64 = "string", "bytes", "int32", "int64"

_MESSAGES: Final[dict[str, tuple[tuple[int, str, str, bool], ...]]] = {
    "Model": ((7, "graph", "Graph", False),),
    "Graph": (
        (1, "node", "Node", True),
        (5, "initializer", "Tensor", True),
        (12, "output", "Value", True),
        (13, "value_info", "Value", True),
    ),
    "Node": (
        (1, "input", _STRING, True),
        (2, "output", _STRING, True),
        (3, "name", _STRING, False),
        (4, "op_type", _STRING, False),
        (5, "attribute", "Attribute", True),
        (7, "domain", _STRING, False),
    ),
    "Attribute": ((1, "name", _STRING, False), (3, "i", _INT64, False), (20, "type", _INT32, False)),
    "Tensor": (
        (1, "dims", _INT64, True),
        (2, "data_type", _INT32, False),
        (8, "name", _STRING, False),
        (9, "raw_data", _BYTES, False),
    ),
    "Value": ((1, "name", _STRING, False),),
}
"""For each message, its fields: number, name, type and whether it is repeated."""
INTEGER: Final = 2
"""The type of an attribute that is one integer."""


@cache
def _classes() -> dict[str, Any]:
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    file = descriptor_pb2.FileDescriptorProto(name="companion_onnx.proto", package=_PACKAGE, syntax="proto2")
    kinds = descriptor_pb2.FieldDescriptorProto
    plain = {
        _STRING: kinds.TYPE_STRING,
        _BYTES: kinds.TYPE_BYTES,
        _INT32: kinds.TYPE_INT32,
        _INT64: kinds.TYPE_INT64,
    }
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, called, kind, repeated in fields:
            field = message.field.add(name=called, number=number)
            field.label = kinds.LABEL_REPEATED if repeated else kinds.LABEL_OPTIONAL
            if kind in plain:
                field.type = plain[kind]
            else:
                field.type, field.type_name = kinds.TYPE_MESSAGE, f".{_PACKAGE}.{kind}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"{_PACKAGE}.{name}")) for name in _MESSAGES
    }


def read_model(data: bytes) -> Any:
    """Reads a model. Raises ValueError if the bytes aren't one."""
    from google.protobuf.message import DecodeError

    try:
        return _classes()["Model"].FromString(data)
    except DecodeError as reason:
        raise ValueError("it isn't a model in the ONNX format") from reason


def new_node(op_type: str, inputs: list[str], outputs: list[str], attributes: Any = (), **integers: int) -> Any:
    """Makes a node; `attributes` are copied from another one, `integers` are attributes by name."""
    node = _classes()["Node"](op_type=op_type, name=f"{outputs[0]}/companion", input=inputs, output=outputs)
    node.attribute.extend(attributes)
    for name, value in integers.items():
        node.attribute.add(name=name, i=value, type=INTEGER)
    return node
