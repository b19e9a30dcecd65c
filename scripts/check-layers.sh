#!/usr/bin/env bash
# check-layers.sh - fails when an include points the wrong way between layers
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/check-layers.sh [ROOT]
#
#   runtime/schema <- runtime/src <- runtime/backends <- tools, any embedding executor
#   lib/Dialect <- lib/Schedule <- lib/Extensions <- lib/Transforms, lib/Conversion <- lib/Target <- lib/Pipeline <- tools
set -euo pipefail
exec python3 "$(dirname "$0")/check_layers.py" "${1:-$(dirname "$0")/..}"
