#!/usr/bin/env bash
# check-cuda-libraries.sh - our tables of CUDA against NVIDIA's own headers and libraries, without a GPU
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/check-cuda-libraries.sh FOLDER...
#
# Each folder is searched for libcuda.so.1, libcublasLt.so.12 or .13 and libnccl.so.2 (each tried by itself, whatever version),
# and for cuda.h, cublasLt.h and nccl.h (taken together, the first of each): a toolkit, a driver package, an environment with PyTorch,
# unpacked wheels. Libraries go through the backend's loader; headers are compiled against every size, value and signature.
set -euo pipefail

if (($# == 0)); then
  sed -n '5s/^# *//p' "$0" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
build=${FSDP_BUILD:-$root/build}
check=$build/bin/fsdp-rt-cuda-libraries-test
if [[ ! -x $check ]]; then
  echo "check-cuda-libraries: $check does not exist; build the target fsdp-rt-cuda-libraries-test" >&2
  exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

# run WHAT COMMAND...: prints what was found, or everything where a check failed.
run() {
  local what=$1
  shift
  if "$@" >"$work/log" 2>&1; then
    echo "passed  $what$(grep -E '^(driver|NCCL|cuBLASLt) ' "$work/log" | sed 's/^/: /' | tr -d '\n')"
  else
    echo "FAILED  $what"
    cat "$work/log"
    status=1
  fi
}

while IFS= read -r library; do
  run "$library" env FSDP_CUDA_REAL_LIBRARIES="$(dirname "$library")" LD_LIBRARY_PATH="$(dirname "$library")" "$check"
done < <(find -L "$@" \( -name libcuda.so.1 -o -name 'libcublasLt.so.1[23]' -o -name libnccl.so.2 \) 2>/dev/null | sort -V |
  while IFS= read -r library; do printf '%s %s\n' "$(realpath "$library")" "$library"; done | sort -u -k1,1 | cut -d' ' -f2-)

flags=() found='' beside=''
for header in cublasLt.h cuda.h nccl.h; do
  path=$(find -L "$@" -name "$header" -print -quit 2>/dev/null)
  # Other packages bring a cuda.h, too.
  if [[ $header == cublasLt.h && $path ]]; then beside=$(dirname "$path"); fi
  if [[ $header == cuda.h && -e $beside/cuda.h ]]; then path=$beside/cuda.h; fi
  if [[ -z $path ]]; then continue; fi
  found+=" $path"
  flags+=(-isystem "$(dirname "$path")")
  case $header in
    cuda.h) flags+=(-DFSDP_RT_HAVE_CUDA_H) ;;
    cublasLt.h) flags+=(-DFSDP_RT_HAVE_CUBLASLT_H) ;;
    nccl.h) flags+=(-DFSDP_RT_HAVE_NCCL_H) ;;
  esac
done
# Of the compiler's package, and used by the runtime's headers.
more=$(find -L "$@" -path '*/crt/host_config.h' -print -quit 2>/dev/null)
if [[ $more ]]; then flags+=(-isystem "$(dirname "$(dirname "$more")")"); fi
if [[ $found ]]; then
  test=$root/runtime/test/cuda_double/headers_test.cpp
  # shellcheck disable=SC2016 # $0 and $@ are the inner shell's
  run "headers$found" bash -c '"${CXX:-c++}" -std=c++20 "${@:2}" -o "$1/headers" -lgtest_main -lgtest -lpthread && "$1/headers"' _ \
    "$work" -I "$root/runtime/backends/cuda" -I "$root/runtime/test/cuda_double" "${flags[@]}" "$test"
fi
exit "$status"
