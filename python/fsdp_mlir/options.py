# options.py - what a user says of parameters and of gather groups
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The arguments `parameters` and `group_options` of the exporters: checked, and as attributes of the step."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from .errors import ExportError

Said = Mapping[str, Any]
"""Options by name."""


def _symbol(value: Any) -> str:
    return "@" + _word(value, r"@?[\w.$]+", "the name of an extension").lstrip("@")


def _type(value: Any) -> str:
    return "!" + _word(value, "f32|bf16|f16", "'f32', 'bf16' or 'f16'")


def _word(value: Any, pattern: str, expected: str) -> str:
    if isinstance(value, str) and re.fullmatch(pattern, value):
        return value
    raise ExportError(f"{value!r}, expected {expected}")


def _number(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    raise ExportError(f"{value!r}, expected a whole number of 0 or more")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise ExportError(f"{value!r}, expected True or False")


def _numbers(value: Any, counts: Sequence[int], expected: str) -> list[int]:
    parts = value.split("x") if isinstance(value, str) else value
    try:
        numbers = [int(part) for part in parts]
    except (TypeError, ValueError):
        numbers = []
    if len(numbers) in counts and min(numbers) >= 0:
        return numbers
    raise ExportError(f"{value!r}, expected {expected}")


def _grid(value: Any) -> list[int]:
    return _numbers(value, (1, 2), "replicas x shards, such as '4x2' or (4, 2)")


def _reshard(value: Any) -> str:
    text = str(value).lower() if isinstance(value, (bool, int)) else value
    return _word(text, r"true|false|default|auto|\d+", "True, False, a number of ranks, 'default' or 'auto'")


def _prefetch(value: Any) -> list[int]:
    return _numbers(() if isinstance(value, str) else value, (2,), "two distances, forward's and backward's: (2, 1)")


PARAMETER: dict[str, Callable[[Any], Any]] = {
    "extension": _symbol, "reduce_extension": _symbol, "init": str, "dtype": _type, "dim": _number,
    "model_dim": _number, "grid": _grid, "ignored": _flag, "recompute": _flag}
GROUP: dict[str, Callable[[Any], Any]] = {
    "reshard": _reshard, "prefetch": _prefetch, "reduce_dtype": _type, "reduce_extension": _symbol,
    "recompute": _flag}


def check(said: Said, known: Mapping[str, Callable[[Any], Any]], whose: str) -> dict[str, Any]:
    """Every option as the value of an attribute; those that are False or None are left out."""
    result = {}
    for key, value in said.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"expected one of {', '.join(sorted(known))}"
            raise ExportError(f"{whose}: unknown option '{key}'; {hint}")
        if value is None:
            continue
        try:
            made = known[key](value)
        except ExportError as error:
            raise ExportError(f"{whose}: option '{key}' is {error}") from None
        if made is not False:
            result[key] = made
    return result


def parameter_options(names: Sequence[str], parameters: Any) -> dict[str, dict[str, Any]]:
    """Parameter name to its options: of a function of the name, or of every expression that matches the whole name,
    where the first that says something holds."""
    if callable(parameters):
        return {n: check(parameters(n) or {}, PARAMETER, f"parameter '{n}'") for n in names}
    result: dict[str, dict[str, Any]] = {n: {} for n in names}
    for pattern, said in (parameters or {}).items():
        found = [n for n in names if re.fullmatch(pattern, n)]
        if not found:
            raise ExportError(f"parameters: '{pattern}' matches no parameter; the expression must match the whole name, "
                              f"such as '{next(iter(names), '')}'")
        made = check(said, PARAMETER, f"parameters '{pattern}'")
        for name in found:
            result[name] = {**made, **result[name]}
    return result


def group_options(made: Mapping[Any, Iterable[str]], options: Mapping[Any, Said] | None) -> dict[str, dict[str, Any]]:
    """Group name to its options; `made` has the groups that each entry of `groups`, or each label, made."""
    result: dict[str, dict[str, Any]] = {}
    for entry, said in (options or {}).items():
        if entry not in made:
            known = ", ".join(sorted(repr(e) if isinstance(e, str) else type(e).__name__ for e in made)) or "none"
            what = repr(entry) if isinstance(entry, (str, int)) else type(entry).__name__
            raise ExportError(f"group_options of {what}, which is no entry of `groups` and no label that it gives ({known})")
        for group in made[entry]:
            result[group] = check(said, GROUP, f"group_options of '{group}'")
    return result


def group_text(name: str, options: Mapping[str, Any]) -> str:
    """The op that says it in the step."""
    def text(value: Any) -> str:
        if isinstance(value, list):
            return f"array<i64: {', '.join(map(str, value))}>"
        return value if value[0] == "@" else value[1:] if value[0] == "!" else f'"{value}"'

    said = [key if value is True else f"{key} = {text(value)}" for key, value in options.items()]
    return f"  fsdp.group @{name} {{{', '.join(said)}}}\n"
