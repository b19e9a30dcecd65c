# errors.py - what the exporters refuse
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exception for what a user can mend: names the thing, what was expected and how to get there."""


class ExportError(ValueError):
    """The model, the batch or the groups cannot be exported as they are."""
