#!/usr/bin/env bash
# run.sh - measures kernels, unshards and steps on one GPU beside FSDP2's, checks parity, and writes a report
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   bench/gpu/run.sh [--out FOLDER] [--only 'device kernels unshard step parity peers'] [--match REGEX] [--quick]
#                    [--minutes N] [--time-limit SECONDS] [--python PYTHON] [--peers-on-cpu]
#
# In a clone it makes the bundle (bundle.sh) first and measures that; in an unpacked bundle it needs nothing but glibc, a driver
# and, for steps, cuBLASLt. FSDP2's figures need a Python with PyTorch and CUDA, the report any Python 3.9. Results are appended to
# FOLDER/results.jsonl (default: gpu-results), so that parts may be measured one by one: --match takes only plans and cases whose
# name has it, as 436MB, fp8 or 60m.bf16. --minutes ends a call after as long and leaves the rest for the next one with the same
# FOLDER, which goes on: what a "measured" record names is not measured again, what failed is. --quick takes few samples:
# whether it runs, not how fast. Fails with 1 when bits differ or something could not be measured, with 2 when only time was short.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)

out=gpu-results
only='device kernels unshard step parity peers'
match=''
quick=0
limit=300
minutes=0
python=$(command -v python3 || true)
peer_device=cuda
while (($#)); do
  case $1 in
    --quick) quick=1 ;;
    --peers-on-cpu) peer_device=cpu ;;
    --out | --only | --match | --python | --minutes | --time-limit)
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
  arguments=(--out "$out" --only "$only" --match "$match" --minutes "$minutes" --time-limit "$limit" ${python:+--python "$python"})
  ((quick)) && arguments+=(--quick)
  [[ $peer_device == cpu ]] && arguments+=(--peers-on-cpu)
  exec "$root/build/gpu-bench/fsdp-gpu-bench/run.sh" "${arguments[@]}"
fi

mkdir -p "$out" || exit 1
out=$(cd "$out" && pwd)
results=$out/results.jsonl
log=$out/log.txt
bench=$here/bin/fsdp-gpu-bench
failures=0 later=0 attempts=0
touch "$results"
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
run_ours() { FSDP_RT_CUDA_LIBRARIES=${FSDP_RT_CUDA_LIBRARIES:-}$folders "$@"; }

say() { echo "run: $*" >&2; }
wanted() { [[ " $only " == *" $1 "* ]]; }
matches() { [[ $1 =~ $match ]]; }

# fail WHAT FILE: a record of what could not be measured; FILE ends with why.
fail() {
  local why
  why=$(grep -v '^ *$' "$2" | tail -1 | tr -d '"\\\r' | tr '\t' ' ' | cut -c1-600)
  printf '{"record":"failure","what":"%s","why":"%s"}\n' "$1" "${why:-no output within $limit s}" >>"$results"
  say "FAILED: $1: ${why:-no output within $limit s}"
  failures=$((failures + 1))
}

# attempt WHAT OUTPUT ERRORS COMMAND...: runs it once for all calls with this folder. `outcome` is passed, failed, or left: measured
# before, or for the next call. A first attempt has its whole time, so that every call gets further.
attempt() {
  local what=$1 output=$2 errors=$3 allowed=$limit code=0 record
  shift 3
  outcome=left
  record="{\"record\":\"measured\",\"what\":\"$what\"}"
  if grep -qxF -- "$record" "$results"; then return; fi
  if ((minutes && attempts)); then
    local rest=$((60 * minutes - SECONDS))
    if ((rest <= 0)); then
      later=$((later + 1))
      return
    fi
    if ((rest < allowed)); then allowed=$rest; fi
  fi
  attempts=$((attempts + 1))
  say "$what"
  timeout "$allowed" "$@" >"$output" 2>"$errors" || code=$?
  { echo "== $what"; cat "$output"; if [[ $errors != "$output" ]]; then cat "$errors"; fi; } >>"$log"
  if ((code == 124 && allowed < limit)); then
    later=$((later + 1))
    say "no time was left: $what"
  elif ((code)); then
    outcome=failed
  else
    outcome=passed
    echo "$record" >>"$results"
  fi
}

# measure WHAT COMMAND...: ours, which appends its own records.
measure() {
  local what=$1 output
  shift
  output=$(mktemp)
  FSDP_RT_CUDA_LIBRARIES=${FSDP_RT_CUDA_LIBRARIES:-}$folders attempt "$what" "$output" "$output" "$@"
  if [[ $outcome == failed ]]; then fail "$what" "$output"; fi
  rm -f "$output"
}

# measure_peer WHAT SCRIPT ARGUMENT...: FSDP2's, which prints its records.
measure_peer() {
  local what="FSDP2: $1" script=$here/peers/$2 output errors
  shift 2
  output=$(mktemp) errors=$(mktemp)
  attempt "$what" "$output" "$errors" "$python" -W ignore "$script" --device "$peer_device" "$@"
  if [[ $outcome != left ]]; then cat "$output" >>"$results"; fi
  if [[ $outcome == failed ]]; then fail "$what" "$errors"; fi
  rm -f "$output" "$errors"
}

# check_parity CASE TRANSPORT GRAPH
check_parity() {
  local what="parity of $1, $2, graph $3" folder=$here/parity/$1 output passed=true
  output=$(mktemp)
  FSDP_RT_CUDA_LIBRARIES=${FSDP_RT_CUDA_LIBRARIES:-}$folders attempt "$what" "$output" "$output" "$bench" parity "$folder" \
    --plan "$folder/cuda.plan" --backend cuda --transport "$2" --graph "$3"
  if [[ $outcome == failed ]]; then passed=false; fi
  if [[ $outcome != left ]]; then
    printf '{"record":"parity","case":"%s","transport":"%s","graph":"%s","passed":%s}\n' "$1" "$2" "$3" "$passed" >>"$results"
  fi
  if [[ $outcome == failed ]]; then fail "$what" "$output"; fi
  rm -f "$output"
}

timer=()
steps=30
if ((quick)); then
  timer=(--samples 2 --warm-ups 1 --scrub 1)
  steps=2
fi

# Without a card that can be measured nothing else says more.
probe=$(mktemp)
if ! run_ours timeout "$limit" "$bench" device --copy 1 --samples 1 --warm-ups 1 --scrub 1 >"$probe" 2>&1; then
  fail device "$probe"
  only=
fi
rm -f "$probe"

# What says most comes first: the card, then bits and kernels, the small sizes before the large, with FSDP2's beside them.
if wanted device; then
  if [[ ! -s $results ]]; then
    printf '{"record":"bundle","version":"%s","kernel":"%s","date":"%s"}\n' "$(cat "$here/version")" "$(uname -r)" \
      "$(date -u +%Y-%m-%d)" >>"$results"
  fi
  copy=()
  ((quick)) && copy=(--copy 4)
  measure device "$bench" device "${timer[@]}" "${copy[@]}" --json "$results"
fi

peers=0
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
    peers=1
  fi
fi

names_of() { find "$here/plans/$1" -name "*$2" -printf '%f\n' | sed "s/$2\$//" | sort -V; }
sizes=$(names_of kernels .cpu.plan | cut -d. -f1 | uniq)
for size in $sizes; do
  if wanted kernels; then
    for name in $(names_of kernels .cpu.plan | grep "^$size\."); do
      matches "$name" || continue
      plan=$here/plans/kernels/$name
      for transport in peer buffered; do
        measure "kernels of $name, $transport" "$bench" kernels "$plan.plan" --cpu-plan "$plan.cpu.plan" --transport "$transport" \
          "${timer[@]}" --deadline "$limit" --tag "size=$size" --tag "hook=${name#*.}" --json "$results"
      done
    done
  fi
  if ((peers)); then measure_peer "kernels of $size" peer_kernels.py --sizes "$size"; fi
done

if wanted parity; then
  for folder in "$here"/parity/*/; do
    [[ -d $folder ]] || continue
    case=$(basename "$folder")
    matches "$case" || continue
    check_parity "$case" peer on
    check_parity "$case" buffered off
  done
fi

if wanted step; then
  for name in $(names_of step .plan); do
    matches "$name" || continue
    measure "step of $name" "$bench" step "$here/plans/step/$name.plan" --data "$here/plans/tokens.u16" --steps "$steps" \
      --tag "of=model" --tag "model=${name%%.*}" --tag "dtype=${name#*.}" --json "$results"
  done
fi

if wanted unshard; then
  for name in $(names_of unshard .plan); do
    matches "$name" || continue
    measure "unshard of $name" "$bench" step "$here/plans/unshard/$name.plan" --steps "$steps" --tag "of=unshard" \
      --tag "size=${name%%.*}" --tag "hook=${name#*.}" --json "$results"
  done
fi

if ((peers)); then
  few=()
  ((quick)) && few=(--repetitions 1 --no-compile)
  for name in $(names_of step .plan); do
    measure_peer "steps of $name" peer_steps.py --sizes --models "${name%%.*}" --dtypes "${name#*.}" "${few[@]}"
  done
  # shellcheck disable=SC2086 # words
  measure_peer unshard peer_steps.py --models --sizes $sizes "${few[@]}"
fi

if [[ -n $python ]]; then
  "$python" "$here/report.py" "$results" --out "$out" || failures=$((failures + 1))
else
  say "no Python: render $results elsewhere with report.py"
fi
if ((failures)); then say "$failures things failed; $log says more"; fi
if ((later)); then say "$later things are left: call again with --out $out"; fi
exit $((failures > 0 ? 1 : later > 0 ? 2 : 0))
