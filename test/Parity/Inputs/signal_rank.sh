#!/usr/bin/env bash
# signal_rank.sh - sends a signal to the process of MPI's rank 1 while ranks train
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   signal_rank.sh SIGNAL LOG COMMAND...      COMMAND starts the ranks
#
# All that the ranks say goes into LOG. The signal comes once rank 0 has trained a step. The exit code is the command's.
set -euo pipefail

signal=$1
log=$2
shift 2
# What only processes of this call have in their environment.
export FSDP_TEST_RUN=$$.$RANDOM
rm -f "$log"
"$@" >"$log" 2>&1 &
command=$!
until grep -qs 'step 1/' "$log"; do
  kill -0 "$command" || break
  sleep 0.05
done
for environment in /proc/[0-9]*/environ; do
  { tr '\0' '\n' <"$environment"; } 2>/dev/null >"$log.environment" || continue
  if grep -qx "FSDP_TEST_RUN=$FSDP_TEST_RUN" "$log.environment" && grep -qxE '(OMPI_COMM_WORLD_RANK|PMI_RANK)=1' "$log.environment"; then
    process=${environment#/proc/}
    kill -"$signal" "${process%/environ}"
  fi
done
status=0
wait "$command" || status=$?
exit "$status"
