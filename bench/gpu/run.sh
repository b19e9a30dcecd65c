#!/usr/bin/env bash
# run.sh - measures kernels, unshards and steps on one GPU beside FSDP2's, checks parity, and writes a report
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   bench/gpu/run.sh [--out FOLDER] [--only 'device kernels unshard step parity peers'] [--match REGEX] [--quick]
#                    [--time-limit SECONDS] [--python PYTHON] [--peers-on-cpu]
#
# In a clone it makes the bundle (bundle.sh) first and measures that; in an unpacked bundle it needs nothing but glibc, a driver
# and, for steps, cuBLASLt. FSDP2's figures need a Python with PyTorch and CUDA, the report any Python 3.9. Results are appended to
# FOLDER/results.jsonl (default: gpu-results), so that parts may be measured one by one: --match takes only plans and cases whose
# name has it, as 436MB, fp8 or 60m.bf16. --quick takes few samples: whether it
# runs, not how fast. Fails when bits differ, or when something could not be measured.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)

out=gpu-results
only='device kernels unshard step parity peers'
match=''
quick=0
limit=300
python=$(command -v python3 || true)
peer_device=cuda
while (($#)); do
  case $1 in
    --quick) quick=1 ;;
    --peers-on-cpu) peer_device=cpu ;;
    --out | --only | --match | --python | --time-limit)
      (($# > 1)) || { echo "run: $1 needs a value" >&2; exit 1; }
      case $1 in
        --time-limit) limit=$2 ;;
        *) declare "${1#--}=$2" ;;
      esac
      shift
      ;;
    *)
      sed -n '5,6s/^# *//p' "$0" >&2
      echo "run: unexpected argument '$1'" >&2
      exit 1
      ;;
  esac
  shift
done

if [[ ! -d $here/plans ]]; then
  root=$(cd "$here/../.." && pwd)
  "$here/bundle.sh" || exit 1
  rm -rf "$root/build/gpu-bench"
  mkdir -p "$root/build/gpu-bench" && tar -C "$root/build/gpu-bench" -xzf "$root/build/fsdp-gpu-bench.tar.gz" || exit 1
  arguments=(--out "$out" --only "$only" --match "$match" --time-limit "$limit" ${python:+--python "$python"})
  ((quick)) && arguments+=(--quick)
  [[ $peer_device == cpu ]] && arguments+=(--peers-on-cpu)
  exec "$root/build/gpu-bench/fsdp-gpu-bench/run.sh" "${arguments[@]}"
fi

mkdir -p "$out" || exit 1
out=$(cd "$out" && pwd)
results=$out/results.jsonl
log=$out/log.txt
bench=$here/bin/fsdp-gpu-bench
failures=0
# One card: kernels are measured with all ranks on it.
export CUDA_VISIBLE_DEVICES=${CUDA_VISIBLE_DEVICES:-0}
# Where PyTorch's packages and toolkits keep cuBLASLt and NCCL.
folders=$(for folder in /usr/local/cuda/lib64 ${CONDA_PREFIX:+"$CONDA_PREFIX/lib"} \
  $([[ -n $python ]] && "$python" -c 'import importlib.util as u, pathlib as p
found = u.find_spec("nvidia")
for root in (found.submodule_search_locations or []) if found else []:
    print(*p.Path(root).glob("*/lib"))' 2>/dev/null); do
  if [[ -d $folder ]]; then printf ':%s' "$folder"; fi
done)
run_ours() { LD_LIBRARY_PATH=${LD_LIBRARY_PATH:-}$folders timeout "$limit" "$@"; }

say() { echo "run: $*" >&2; }
# fail WHAT FILE: a record of what could not be measured; FILE ends with why.
fail() {
  local why
  why=$(grep -v '^ *$' "$2" | tail -1 | tr -d '"\\\r' | tr '\t' ' ' | cut -c1-600)
  printf '{"record":"failure","what":"%s","why":"%s"}\n' "$1" "${why:-no output within $limit s}" >>"$results"
  say "FAILED: $1: ${why:-no output within $limit s}"
  failures=$((failures + 1))
}
# measure WHAT COMMAND...: ours, which appends its own records.
measure() {
  local what=$1 output
  shift
  output=$(mktemp)
  say "$what"
  run_ours "$@" >"$output" 2>&1 || fail "$what" "$output"
  { echo "== $what"; cat "$output"; } >>"$log"
  rm -f "$output"
}
wanted() { [[ " $only " == *" $1 "* ]]; }
matches() { [[ $1 =~ $match ]]; }

timer=()
steps=30
if ((quick)); then
  timer=(--samples 2 --warm-ups 1 --scrub 1)
  steps=2
fi

# Without a card that can be measured nothing else says more.
probe=$(mktemp)
if ! run_ours "$bench" device --copy 1 --samples 1 --warm-ups 1 --scrub 1 >"$probe" 2>&1; then
  fail device "$probe"
  only=
fi
rm -f "$probe"

if wanted device; then
  printf '{"record":"bundle","version":"%s","kernel":"%s","date":"%s"}\n' "$(cat "$here/version")" "$(uname -r)" \
    "$(date -u +%Y-%m-%d)" >>"$results"
  copy=()
  ((quick)) && copy=(--copy 4)
  measure device "$bench" device "${timer[@]}" "${copy[@]}" --json "$results"
fi

if wanted kernels; then
  for cpu_plan in "$here"/plans/kernels/*.cpu.plan; do
    plan=${cpu_plan%.cpu.plan}
    name=$(basename "$plan")
    matches "$name" || continue
    for transport in peer buffered; do
      measure "kernels of $name, $transport" "$bench" kernels "$plan.plan" --cpu-plan "$cpu_plan" --transport "$transport" \
        "${timer[@]}" --deadline "$limit" --tag "size=${name%%.*}" --tag "hook=${name#*.}" --json "$results"
    done
  done
fi

if wanted unshard; then
  for plan in "$here"/plans/unshard/*.plan; do
    name=$(basename "$plan" .plan)
    matches "$name" || continue
    measure "unshard of $name" "$bench" step "$plan" --steps "$steps" --tag "of=unshard" --tag "size=${name%%.*}" \
      --tag "hook=${name#*.}" --json "$results"
  done
fi

if wanted step; then
  for plan in "$here"/plans/step/*.plan; do
    [[ -e $plan ]] || continue
    name=$(basename "$plan" .plan)
    matches "$name" || continue
    measure "step of $name" "$bench" step "$plan" --data "$here/plans/tokens.u16" --steps "$steps" --tag "of=model" \
      --tag "model=${name%%.*}" --tag "dtype=${name#*.}" --json "$results"
  done
fi

if wanted parity; then
  for folder in "$here"/parity/*/; do
    [[ -d $folder ]] || continue
    case=$(basename "$folder")
    matches "$case" || continue
    for way in 'peer on' 'buffered off'; do
      read -r transport graph <<<"$way"
      say "parity of $case, $transport, graph $graph"
      output=$(mktemp)
      run_ours "$bench" parity "$folder" --plan "$folder/cuda.plan" --backend cuda --transport "$transport" --graph "$graph" \
        >"$output" 2>&1 && passed=true || passed=false
      printf '{"record":"parity","case":"%s","transport":"%s","graph":"%s","passed":%s}\n' "$case" "$transport" "$graph" "$passed" \
        >>"$results"
      if [[ $passed == false ]]; then fail "parity of $case, $transport, graph $graph" "$output"; fi
      { echo "== parity of $case, $transport, graph $graph"; cat "$output"; } >>"$log"
      rm -f "$output"
    done
  done
fi

if wanted peers; then
  # Why FSDP2 cannot be measured here; empty: it can.
  why=$("${python:-false}" -c "import torch
if '$peer_device' == 'cuda' and not torch.cuda.is_available():
    print('PyTorch', torch.__version__, 'finds no CUDA device')" 2>&1 | tail -1 | tr -d '"\\')
  [[ -n $python ]] || why='no Python'
  if [[ -n $why ]]; then
    say "FSDP2 is left out: $why"
    printf '{"record":"peers","left_out":"%s"}\n' "$why" >>"$results"
  else
    sizes=$(for plan in "$here"/plans/kernels/*.cpu.plan; do basename "$plan" | cut -d. -f1; done | sort -u)
    models=$(for plan in "$here"/plans/step/*.plan; do if [[ -e $plan ]]; then basename "$plan" | cut -d. -f1; fi; done | sort -u)
    flags=(--device "$peer_device" --sizes)
    # shellcheck disable=SC2206 # words
    flags+=($sizes)
    more=()
    ((quick)) && more=(--repetitions 1 --no-compile)
    for peer in peer_kernels peer_steps; do
      say "FSDP2: $peer"
      output=$(mktemp)
      arguments=("${flags[@]}")
      # shellcheck disable=SC2206 # words
      [[ $peer == peer_steps ]] && arguments+=(--models $models "${more[@]}")
      timeout "$((4 * limit))" "$python" -W ignore "$here/peers/$peer.py" "${arguments[@]}" 2>"$output" >>"$results" ||
        fail "FSDP2: $peer" "$output"
      { echo "== FSDP2: $peer"; cat "$output"; } >>"$log"
      rm -f "$output"
    done
  fi
fi

if [[ -n $python ]]; then
  "$python" "$here/report.py" "$results" --out "$out" || failures=$((failures + 1))
else
  say "no Python: render $results elsewhere with report.py"
fi
if ((failures)); then say "$failures things failed; $log says more"; fi
exit $((failures > 0))
