#!/usr/bin/env bash
# lint.sh - format, length, license line and words of every source file, and the names in documents
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Needs clang-format-22 and shellcheck for their parts; says so where one is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

failed=0
say() { echo "lint: $*"; }

mapfile -t cxx < <(git ls-files '*.h' '*.hpp' '*.c' '*.cc' '*.cpp')
mapfile -t shell < <(git ls-files '*.sh' .ci/run)

if formatter=$(command -v clang-format-22 || ls /usr/lib/llvm-22/bin/clang-format 2>/dev/null); then
  "$formatter" --dry-run --Werror "${cxx[@]}" || failed=1
else
  say "format not checked: clang-format-22 is not installed"
fi
if command -v shellcheck >/dev/null; then
  shellcheck --severity=warning "${shell[@]}" || failed=1
else
  say "scripts not checked: shellcheck is not installed"
fi
python3 scripts/lint_text.py || failed=1
python3 scripts/lint_names.py || failed=1
if ((failed == 0)); then say "${#cxx[@]} C and C++ files, ${#shell[@]} scripts and all texts are clean"; fi
exit "$failed"
