# marks.py - the fsdp. attributes that say what arguments and results are
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attributes of a step's arguments and results, and the groups that parameters belong to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from torch_mlir import ir

from .errors import ExportError

Marks = dict[str, Any]
"""Attribute name to value: True a unit, int an i64, a list an array of i64, `@name` a symbol, `!f32` a type, any other
string a string."""


def label_groups(names: Sequence[str], groups: Any, module_names: Callable[[Any], set[str]] | None = None
                 ) -> tuple[dict[str, str], dict[Any, list[str]]]:
    """Parameter name to `group0`, `group1`, ...; parameters of the root group are absent. And what each entry of
    `groups`, or each label, made: the names of its groups.

    `groups` is a list, or a callable from a parameter's name to any label (None: the root
    group). A list holds modules, one group each, and regular expressions, one group per
    distinct text that one matches: `blocks\\.\\d+\\.` makes a group of each block. A
    parameter belongs to the first entry that has it, as with nested `fully_shard` calls.
    """
    labels: dict[str, Any] = {}
    order: list[Any] = []
    entries: dict[Any, Any] = {}
    if callable(groups):
        labels = {n: groups(n) for n in names if groups(n) is not None}
        order = list(dict.fromkeys(labels[n] for n in names if n in labels))
        entries = {label: label for label in order}
    else:
        for i, entry in enumerate(groups or ()):
            before = len(labels)
            if isinstance(entry, str):
                for name in names:
                    match = re.search(entry, name)
                    if match and name not in labels:
                        labels[name] = (i, match[0])
            elif module_names is not None:
                members = module_names(entry)
                labels.update({n: (i, "") for n in names if n in members and n not in labels})
            else:
                raise ExportError(f"group {i} is {entry!r}; expected a regular expression")
            if len(labels) == before:
                raise ExportError(f"group {i} ({_short(entry)}) has no parameter of its own; expected a module of "
                                  "the model, or an expression that matches a parameter's name and comes before "
                                  "broader ones")
            mine = dict.fromkeys(labels[n] for n in names if n in labels and labels[n][0] == i)
            order += mine
            entries.update({label: entry for label in mine})
    index = {label: f"group{k}" for k, label in enumerate(order)}
    made: dict[Any, list[str]] = {}
    for label in order:
        made.setdefault(entries[label], []).append(index[label])
    return {n: index[label] for n, label in labels.items()}, made


def assign_groups(names: Sequence[str], groups: Any, module_names: Callable[[Any], set[str]] | None = None
                  ) -> dict[str, str]:
    """The groups of `label_groups` alone."""
    return label_groups(names, groups, module_names)[0]


def _short(entry: Any) -> str:
    return repr(entry) if isinstance(entry, str) else type(entry).__name__


def first_match(rules: Mapping[str, str] | None, name: str) -> str | None:
    """The value of the first expression that matches the whole name."""
    return next((value for pattern, value in (rules or {}).items() if re.fullmatch(pattern, name)), None)


def parameter_marks(name: str, groups: Mapping[str, str], extensions: Mapping[str, str] | None,
                    inits: Mapping[str, str] | None, options: Mapping[str, Any]) -> Marks:
    """`options` as options.py has checked them; they hold where an extension or an init is said twice."""
    marks: Marks = {"fsdp.param": name}
    if name in groups and not options.get("ignored"):
        marks["fsdp.group"] = groups[name]
    if extension := first_match(extensions, name):
        marks["fsdp.extension"] = "@" + extension
    if init := first_match(inits, name):
        marks["fsdp.init"] = init
    return {**marks, **{f"fsdp.{key}": value for key, value in options.items()}}


def _attribute(value: Any) -> ir.Attribute:
    if value is True:
        return ir.UnitAttr.get()
    if isinstance(value, int):
        return ir.IntegerAttr.get(ir.IntegerType.get_signless(64), value)
    if isinstance(value, list):
        return ir.DenseI64ArrayAttr.get(value)
    if value.startswith("@"):
        return ir.FlatSymbolRefAttr.get(value[1:])
    if value.startswith("!"):
        return ir.TypeAttr.get(ir.Type.parse(value[1:]))
    return ir.StringAttr.get(value)


def find_function(module: ir.Module, name: str) -> ir.Operation:
    return next(o for o in module.body.operations
                if o.operation.name == "func.func" and ir.StringAttr(o.attributes["sym_name"]).value == name)


def mark_function(function: ir.Operation, arguments: Iterable[Marks], results: Iterable[Marks]) -> None:
    """Sets the attributes of a function's arguments and results, in order."""
    arguments, results = list(arguments), list(results)
    if len(arguments) != len(function.arguments) or len(results) != len(function.type.results):
        raise ExportError(f"the lowered step has {len(function.arguments)} arguments and {len(function.type.results)} "
                          f"results; expected {len(arguments)} and {len(results)}")
    with function.context:
        as_attribute = lambda marks: ir.DictAttr.get({k: _attribute(v) for k, v in marks.items()})
        function.attributes["arg_attrs"] = ir.ArrayAttr.get([as_attribute(m) for m in arguments])
        function.attributes["res_attrs"] = ir.ArrayAttr.get([as_attribute(m) for m in results])


def split_signature(text: str, grid: str | None, groups: str = "") -> str:
    """One argument or result per line, so that people and diffs can read the signature; adds the grid, and `groups`,
    the ops that say something of groups."""
    def break_lines(match: re.Match) -> str:
        head = match[0]
        head = re.sub(r", (?=%arg\d+: )", ",\n      ", head)
        head = head.replace(") -> (", ")\n      -> (", 1)
        return re.sub(r"\}, (?=tensor<)", "},\n          ", head)

    text = re.sub(r"^  func\.func @.*\{$", break_lines, text, flags=re.MULTILINE)
    head = (f"\n  shard.grid @grid(shape = {grid})" if grid else "") + ("\n" + groups.rstrip() if groups else "")
    if head:
        text = re.sub(r"^module .*\{$", lambda m: m[0] + head, text, count=1, flags=re.MULTILINE)
    return text
