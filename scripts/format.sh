#!/usr/bin/env bash
# format.sh - formats every C and C++ source in place, as lint.sh demands
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files '*.h' '*.hpp' '*.c' '*.cc' '*.cpp')
clang-format-22 -i "${files[@]}"
git diff --stat
