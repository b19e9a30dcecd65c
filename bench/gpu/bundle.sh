#!/usr/bin/env bash
# bundle.sh - everything that measuring on a machine with a GPU takes, in one archive
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   bench/gpu/bundle.sh [--out FILE.tar.gz] [--sizes '1MB 4MB 64MB 436MB'] [--hooks 'identity ...'] [--models '15m 60m']
#                       [--cases 'plain_2 ...' | --cases all] [--cubin none|auto|sm_90,...] [--portable|--as-built] [--limit MIB]
#
# Plans are compiled here; --portable (the default) builds the runtime anew without BLAS and with the C++ library inside, so
# that it needs nothing but glibc 2.34 and libgcc, --as-built takes that of build/bin. Models are exported by FSDP_VENV, a virtual
# environment with python/requirements.txt (default: build/venv, where there is one). An archive above the limit,
# 60 MiB, is an error.
set -euo pipefail
cd "$(dirname "$0")/../.."

limit=60
newest_glibc=2.34
out=build/fsdp-gpu-bench.tar.gz
sizes='1MB 4MB 64MB 436MB'
hooks='identity mixed_bf16 bf16_cast fp8 int8 mxfp8 two_tensor'
models='15m 60m'
cases=all
cubin=auto
portable=1
build=${FSDP_BUILD:-build}
while (($#)); do
  case $1 in
    --portable) portable=1 ;;
    --as-built) portable=0 ;;
    --out | --sizes | --hooks | --models | --cases | --cubin | --limit)
      (($# > 1)) || { echo "bundle: $1 needs a value" >&2; exit 1; }
      declare "${1#--}=$2"
      shift
      ;;
    *)
      sed -n '5,6s/^# *//p' "$0" >&2
      echo "bundle: unexpected argument '$1'" >&2
      exit 1
      ;;
  esac
  shift
done

say() { echo "bundle: $*" >&2; }
[[ -x $build/bin/fsdp-compile && -x $build/bin/fsdp-parity ]] || scripts/build.sh fsdp-compile fsdp-parity >&2
compile=$build/bin/fsdp-compile
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
root=$folder/fsdp-gpu-bench
mkdir -p "$root"/{bin,plans/kernels,plans/unshard,plans/step,peers,parity}

# ---- the runtime
if ((portable)); then
  say "building the runtime that is carried"
  # No BLAS: what is multiplied on the CPU are the small cases of parity, by none of their numbers.
  (
    binaries=$(realpath -m "$build/gpu-bundle")
    cd runtime
    cmake --preset default -B "$binaries" -DFSDP_RT_GEMM=loops -DFSDP_RT_BUILD_TESTS=OFF \
      -DCMAKE_EXE_LINKER_FLAGS='-fuse-ld=lld-22 -static-libstdc++ -Wl,--as-needed -Wl,--gc-sections'
  ) >"$folder/cmake.log" || { cat "$folder/cmake.log" >&2; exit 1; }
  cmake --build "$build/gpu-bundle" --parallel "$(nproc)" --target fsdp-gpu-bench fsdp-run >&2
  binaries=$build/gpu-bundle/bin
else
  binaries=$build/bin
fi
for tool in fsdp-gpu-bench fsdp-run; do
  strip -o "$root/bin/$tool" "$binaries/$tool"
done
if ((portable)); then
  for tool in "$root"/bin/*; do
    needed=$(objdump -p "$tool" | awk '/NEEDED/ { print $2 }' | grep -Ev '^(libc|libm|libdl|libpthread|libgcc_s|ld-linux-x86-64)\.so' || true)
    glibc=$(objdump -T "$tool" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -1)
    if [[ -n $needed || $(printf '%s\n' "${glibc#GLIBC_}" "$newest_glibc" | sort -V | tail -1) != "$newest_glibc" ]]; then
      say "$(basename "$tool") needs $glibc ${needed//$'\n'/ }; expected nothing but glibc $newest_glibc and libgcc"
      exit 1
    fi
  done
fi

# ---- plans
adamw='adamw(lr=3e-4,beta1=0.9,beta2=0.95,weight_decay=0.1)'
for size in $sizes; do
  for hook in $hooks; do
    say "plans of $size, $hook"
    plan=$root/plans/kernels/$size.$hook
    python3 bench/gpu/block_step.py "$size" "$hook" >"$folder/step.mlir"
    "$compile" "$folder/step.mlir" -o "$plan.plan" --grid 8 --target cuda --cubin "$cubin" --optimizer "$adamw"
    "$compile" "$folder/step.mlir" -o "$plan.cpu.plan" --grid 8 --optimizer "$adamw"
    python3 bench/gpu/block_step.py "$size" "$hook" --gather-only >"$folder/step.mlir"
    "$compile" "$folder/step.mlir" -o "$root/plans/unshard/$size.$hook.plan" --grid 1 --target cuda --cubin "$cubin"
  done
done
python=${FSDP_VENV:-$build/venv}/bin/python
for model in $models; do
  for dtype in f32 bf16; do
    say "step of $model in $dtype"
    step=$build/gpu-bundle-steps/$model.$dtype
    if [[ ! -e $step/step.mlir ]]; then
      [[ -x $python ]] || { say "no $python: set FSDP_VENV to an environment with python/requirements.txt, or pass --models ''"; exit 1; }
      PYTHONPATH=python:bench:examples/llama "$python" -W ignore bench/gpu/export_step.py "$model" "$dtype" "$step"
    fi
    "$compile" "$step/step.mlir" -o "$root/plans/step/$model.$dtype.plan" --grid 1 --target cuda --cubin "$cubin" --optimizer "$adamw"
  done
done
if [[ -n $models ]]; then python3 bench/gpu/random_tokens.py "$root/plans/tokens.u16"; fi

# ---- parity cases: inputs and FSDP2's numbers, their step compiled
if [[ $cases == all ]]; then
  cases=''
  for test in test/Parity/*.test; do
    case=$(basename "$test" .test)
    if [[ -d test/Parity/$case ]]; then cases+=" $case"; fi
  done
fi
for case in $cases; do
  say "parity case $case"
  cp -r "test/Parity/$case" "$root/parity/$case"
  rm -f "$root/parity/$case/step.mlir"
  "$build/bin/fsdp-parity" "test/Parity/$case" --write-plan "$root/parity/$case/cuda.plan" -- --target cuda --cubin "$cubin"
done

# ---- what runs there
cp bench/gpu/run.sh bench/gpu/report.py "$root"
cp bench/gpu/peer_kernels.py bench/gpu/peer_steps.py bench/gpu/cuda_clock.py bench/gpu/block_step.py bench/language_models.py \
  bench/peers/hooks.py examples/llama/model.py "$root/peers"
git describe --always --dirty --abbrev=12 >"$root/version" 2>/dev/null || echo unknown >"$root/version"

mkdir -p "$(dirname "$out")"
tar -C "$folder" -czf "$out" fsdp-gpu-bench
bytes=$(stat -c %s "$out")
if ((bytes > limit << 20)); then
  say "$out is $bytes bytes, expected at most $limit MiB; carry fewer --sizes, --hooks or --cases"
  exit 1
fi
say "$out: $((bytes >> 10)) KiB"
