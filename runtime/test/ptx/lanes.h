// lanes.h - applies a function to the registers of all active threads
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_LANES_H_
#define FSDP_RUNTIME_TEST_PTX_LANES_H_

#include "block.h"

namespace fsdp_ptx {

// A destination may be one of the sources; elements of other threads are never read, so iterations do not depend on
// each other.
#if defined(__clang__)
#define FSDP_PTX_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define FSDP_PTX_LANES _Pragma("GCC ivdep")
#endif

// result[t] = f(source[t]...) for the active threads t. f is also applied to the values of inactive threads, so it must
// be harmless for any bits.
template <typename D, typename F, typename... S>
inline void MapLanes(Block& b, D* result, F f, const S*... source) {
  const uint32_t lanes = b.lanes();
  if (b.full()) {
    FSDP_PTX_LANES
    for (uint32_t t = 0; t < lanes; ++t) result[t] = static_cast<D>(f(source[t]...));
    return;
  }
  const uint8_t* active = b.active_bytes();
  FSDP_PTX_LANES
  for (uint32_t t = 0; t < lanes; ++t) {
    const D value = static_cast<D>(f(source[t]...));
    result[t] = active[t] ? value : result[t];
  }
}

// Handlers of dst[0] = f(src...), f without captures.
template <typename D, typename A, auto F>
void UnaryLanes(Block& b, const Instruction& i) {
  MapLanes(b, b.Lanes<D>(i.dst[0]), F, b.Lanes<A>(i.src[0]));
}
template <typename D, typename A, auto F, typename B = A>
void BinaryLanes(Block& b, const Instruction& i) {
  MapLanes(b, b.Lanes<D>(i.dst[0]), F, b.Lanes<A>(i.src[0]), b.Lanes<B>(i.src[1]));
}
template <typename D, typename A, auto F, typename C = A>
void TernaryLanes(Block& b, const Instruction& i) {
  MapLanes(b, b.Lanes<D>(i.dst[0]), F, b.Lanes<A>(i.src[0]), b.Lanes<A>(i.src[1]), b.Lanes<C>(i.src[2]));
}

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_LANES_H_
