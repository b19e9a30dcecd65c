// fsdp_rt.h - the C ABI of the runtime that executes plans
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A *plan* is what fsdp-compile writes. A *session* is one rank's execution of a
// plan: plan x device x communicators. The host owns the threads: the runtime
// starts none, installs no signal handler, keeps no global state, and never
// throws. Every fallible call returns a status; outputs come last, named out_.
//
// Typical use, one thread per rank (examples/embed/embed.c is the whole program):
//
//   fsdp_rt_plan_load_file("step.plan", &plan, &error);
//   fsdp_rt_threads_world_create(world_size, deadline_ms, &world, &error);
//   -- on each rank's thread:
//   fsdp_rt_session_create(plan, &options, &session, &error);
//   fsdp_rt_session_write_tensor(...); fsdp_rt_session_bind(...);
//   fsdp_rt_session_run(session, entry, NULL, &error);
//
// Threads: a plan is immutable and may be shared by any number of threads. A
// session is used by one thread at a time, except for fsdp_rt_session_abort,
// which any thread may call at any time. Calls that wait for other ranks say so.

#ifndef FSDP_RT_FSDP_RT_H_
#define FSDP_RT_FSDP_RT_H_

#include "fsdp_rt/backend.h"
#include "fsdp_rt/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------- session

typedef struct fsdp_rt_session fsdp_rt_session;
typedef enum fsdp_rt_transport { FSDP_RT_TRANSPORT_PEER = 0, FSDP_RT_TRANSPORT_BUFFERED = 1 } fsdp_rt_transport;

// One executed command, for traces. Times in nanoseconds of CLOCK_MONOTONIC.
typedef struct fsdp_rt_trace_event {
  int32_t rank;
  uint32_t stream;
  uint32_t entry, command;
  const char* name;   // "launch", "gather", ...
  const char* label;  // kernel or group
  uint64_t begin_ns, end_ns;
  uint64_t bytes;  // that a collective received from other ranks, else 0
} fsdp_rt_trace_event;
typedef void (*fsdp_rt_trace_fn)(void* context, const fsdp_rt_trace_event* event);

typedef struct fsdp_rt_session_options {
  size_t struct_size;
  fsdp_rt_comm* comm;  // NULL: world size must be 1
  fsdp_rt_transport transport;
  fsdp_rt_device* device;  // NULL: CPU
  // One per arena of the plan, or NULL: the session allocates. Brought memory holds zeros, as pads of state
  // and counters of kernels must, or what an earlier session of the same plan left.
  void* const* arenas;
  fsdp_rt_gemm_fn gemm;
  void* gemm_context;
  fsdp_rt_trace_fn trace;
  void* trace_context;  // called on the session's thread
  int32_t poison;       // fill dead bytes with NaN, delay this rank at random
  uint64_t poison_seed;
  int32_t max_threads;  // threads that a GEMM may use; 0: 1
  int32_t keep_slots;   // copy what each gather offers, for fsdp_rt_session_read_slot
  // On a device with streams: run each entry as a graph that is captured at its first run. Traces then
  // know when an entry began and ended, not each command.
  int32_t graph;
  // On a device with streams: wait for each command before the next one, so that an error of the
  // device names its command. Turns graphs off.
  int32_t blocking;
  // No entry for several microbatches is run: nothing that only those use takes memory.
  int32_t without_accumulation;
  // On a device with streams: fsdp_rt_gemm_args.algorithm of every product. Algorithms sum in different orders, so
  // that a run with another one says what rounding decides.
  int32_t gemm_algorithm;
} fsdp_rt_session_options;

FSDP_RT_API void fsdp_rt_session_options_init(fsdp_rt_session_options* out_options);
// Collective: exchanges plan hashes with the other ranks; blocks until all arrived.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_create(fsdp_rt_plan* plan, const fsdp_rt_session_options* options,
                                                  fsdp_rt_session** out_session, fsdp_rt_error* out_error);
FSDP_RT_API void fsdp_rt_session_destroy(fsdp_rt_session*);

// This rank's chunk of a tensor, as the plan lays it out (outer x chunk x inner,
// zero beyond the valid rows). `bytes` must be the tensor's. Local.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_write_chunk(fsdp_rt_session*, uint32_t tensor, const void* data,
                                                       uint64_t bytes, fsdp_rt_error* out_error);
FSDP_RT_API fsdp_rt_status fsdp_rt_session_read_chunk(fsdp_rt_session*, uint32_t tensor, void* out_data, uint64_t bytes,
                                                      fsdp_rt_error* out_error);
// The same from and to full tensors (row major): write takes this rank's rows out
// of `full`; read puts them into `out_full` and leaves other ranks' rows alone.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_write_full(fsdp_rt_session*, uint32_t tensor, const void* full,
                                                      uint64_t bytes, fsdp_rt_error* out_error);
FSDP_RT_API fsdp_rt_status fsdp_rt_session_read_full(fsdp_rt_session*, uint32_t tensor, void* out_full, uint64_t bytes,
                                                     fsdp_rt_error* out_error);
// Address of the chunk in the session's memory, for zero-copy hosts. Valid until destroy.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_tensor_memory(fsdp_rt_session*, uint32_t tensor, void** out_memory);

FSDP_RT_API fsdp_rt_status fsdp_rt_session_set_scalar(fsdp_rt_session*, const char* name, double value,
                                                      fsdp_rt_error* out_error);
FSDP_RT_API fsdp_rt_status fsdp_rt_session_get_scalar(fsdp_rt_session*, const char* name, double* out_value,
                                                      fsdp_rt_error* out_error);

// Memory of the caller for a binding; must stay valid until the entries that use it
// returned. Aligned to 64 bytes, or INVALID_ARGUMENT. On a device with streams: of the
// device (used in place) or of the host (copied before and after each run).
FSDP_RT_API fsdp_rt_status fsdp_rt_session_bind(fsdp_rt_session*, uint32_t binding, void* memory, uint64_t bytes,
                                                fsdp_rt_error* out_error);

// Points of the caller's streams, as the device's handles (CUDA: CUstream, CUevent), each
// or NULL. The run begins after what is on `stream` and after `wait`; what the caller then
// puts on `stream` runs after it, as does what waits for `signal`. The CPU device runs
// entries on the calling thread and ignores fences.
typedef struct fsdp_rt_fences {
  size_t struct_size;
  void* stream;
  void* wait;
  void* signal;
} fsdp_rt_fences;

// Runs every command of an entry, in the form for the gradients that wait: several
// step.accumulate (or step.scatter) and one step.sync make one gradient, which the
// optimizer then reads; it is an error to run the optimizer before. All ranks must run the same entries in the same
// order. Blocks until done. After an error the session's communicators are
// aborted, and so is every other rank's session.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_run(fsdp_rt_session*, uint32_t entry, const fsdp_rt_fences* fences,
                                               fsdp_rt_error* out_error);
// Any thread: makes a run under way (here and on every other rank) return ABORTED.
FSDP_RT_API void fsdp_rt_session_abort(fsdp_rt_session*, const char* why);
// After an abort: continue with a new communicator, keeping state and plan.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_set_comm(fsdp_rt_session*, fsdp_rt_comm* comm, fsdp_rt_error* out_error);

// The bytes this rank last offered in a gather of `group` (for --save-wire). Needs the
// option keep_slots, for a slot's bytes are used for something else afterwards. Local.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_read_slot(fsdp_rt_session*, uint32_t group, void* out_slot, uint64_t bytes,
                                                     fsdp_rt_error* out_error);

// ---------------------------------------------------------------- DLPack

// A view of a tensor's chunk as a DLManagedTensor (dlpack.h). The session must
// outlive it. Declared as void so that this header needs no dlpack.h.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_tensor_to_dlpack(fsdp_rt_session*, uint32_t tensor,
                                                            void** out_dl_managed_tensor, fsdp_rt_error* out_error);
// Binds a DLManagedTensor's memory; takes ownership and deletes it on rebind or destroy.
FSDP_RT_API fsdp_rt_status fsdp_rt_session_bind_dlpack(fsdp_rt_session*, uint32_t binding, void* dl_managed_tensor,
                                                       fsdp_rt_error* out_error);

#ifdef __cplusplus
}
#endif
#endif  // FSDP_RT_FSDP_RT_H_
