#!/usr/bin/env bash
# processes.sh - runs one command as several ranks, a process each
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   processes.sh RANKS LOG [--kill RANK] COMMAND...      COMMAND gets --rank and --meet
#
# What rank r says goes into LOG.r. --kill: that rank dies without a word once rank 0 has trained a step. The exit code is rank
# 0's.
set -euo pipefail

ranks=$1
log=$2
shift 2
killed=
if [[ $1 == --kill ]]; then
  killed=$2
  shift 2
fi
port=$(python3 -c "import socket; s = socket.socket(); s.bind(('localhost', 0)); print(s.getsockname()[1])")
pids=()
rm -f "$log".[0-9]*
for ((rank = 0; rank < ranks; ++rank)); do
  "$@" --rank "$rank" --meet "localhost:$port" >"$log.$rank" 2>&1 &
  pids+=($!)
done
if [[ $killed ]]; then
  until grep -qs '^step ' "$log.0"; do
    kill -0 "${pids[0]}" || break
    sleep 0.05
  done
  kill -KILL "${pids[$killed]}"
fi
status=0
wait "${pids[0]}" || status=$?
wait
exit "$status"
