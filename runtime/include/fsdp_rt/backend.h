// backend.h - of the C ABI: how ranks reach each other, and where commands run
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of fsdp_rt.h. What a host implements that brings communicators or a device of its own, and those of this library
// that need no header of theirs.

#ifndef FSDP_RT_BACKEND_H_
#define FSDP_RT_BACKEND_H_

#include "fsdp_rt/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

// ---------------------------------------------------------------- communicators

// How ranks reach each other. A host may bring its own implementation (or adopt
// an ncclComm_t or MPI_Comm through the backends' headers); the embedded default
// joins threads of one process. All functions but abort are called on the session's
// thread and may block until the world's deadline passed; they return a status and
// never throw.
//
// `axis` says which ranks a call joins: those whose numbers differ by multiples of `stride`,
// `size` of them, FSDP_RT_AXIS(stride, size); stride * size divides the number of all ranks.
// Of R replicas of S shards, FSDP_RT_AXIS(1, S) joins the shards of one replica,
// FSDP_RT_AXIS(S, R) what is the same shard of all replicas, FSDP_RT_AXIS(1, R * S) all ranks.
// `ticket` numbers the offers of one axis, from 0, in the order in which every rank makes
// them: equal on all ranks.
//
// The table's first part works on host memory and is done when it returns. The second
// part ("_on") only enqueues on a device's stream; a session on a device with streams
// needs it. There `channel` names what the call is for: operations of one channel and
// axis run in the order of the calls, those of different channels may overlap.
typedef struct fsdp_rt_stream fsdp_rt_stream;
typedef enum fsdp_rt_channel {
  FSDP_RT_CHANNEL_GATHER = 0,
  FSDP_RT_CHANNEL_REDUCE = 1,
  FSDP_RT_CHANNEL_OTHER = 2  // all-reduces of norms and metrics
} fsdp_rt_channel;
typedef struct fsdp_rt_comm fsdp_rt_comm;
typedef struct fsdp_rt_comm_vtable {
  size_t struct_size;  // of the table that the implementation knows; what lies beyond is NULL
  // Offers `bytes` at `memory` for the others to read. Does not block. NULL, like the next three, where peers are not
  // addressable: the transport must be buffered.
  fsdp_rt_status (*publish)(fsdp_rt_comm*, uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes,
                            fsdp_rt_error* out_error);
  // Blocks until every rank published `ticket`; fills one readable address per rank
  // of the axis, in rank order.
  fsdp_rt_status (*acquire)(fsdp_rt_comm*, uint32_t axis, uint64_t ticket, const void** out_sources,
                            fsdp_rt_error* out_error);
  // This rank has read everybody's `ticket`. Does not block.
  fsdp_rt_status (*release)(fsdp_rt_comm*, uint32_t axis, uint64_t ticket, fsdp_rt_error* out_error);
  // Blocks until every rank released `ticket`.
  fsdp_rt_status (*reclaim)(fsdp_rt_comm*, uint32_t axis, uint64_t ticket, fsdp_rt_error* out_error);
  // Collectives for buffered transport; NULL where the above are not.
  fsdp_rt_status (*all_gather)(fsdp_rt_comm*, uint32_t axis, const void* send, void* receive, uint64_t bytes,
                               fsdp_rt_error* out_error);
  fsdp_rt_status (*all_to_all)(fsdp_rt_comm*, uint32_t axis, const void* send, void* receive, uint64_t bytes,
                               fsdp_rt_error* out_error);
  // f32; op 0 sum, 1 max; dest = scale * op, in rank order.
  fsdp_rt_status (*all_reduce)(fsdp_rt_comm*, uint32_t axis, const float* source, float* dest, uint64_t count,
                               uint32_t op, double scale, fsdp_rt_error* out_error);
  // Makes every blocked or later call of every rank fail with PEER_FAILED or
  // ABORTED, naming `why`. Any thread.
  void (*abort)(fsdp_rt_comm*, const fsdp_rt_error* why);

  // ---- on streams; NULL where the ranks' memory is the host's. Every rank makes the
  // same calls in the same order. A call may wait for the other ranks' calls, but never
  // for work on a stream. When the work is done on the caller's stream, the caller's
  // `send` may be overwritten.
  // receive[i] = what rank i of the axis sent, `bytes` each.
  fsdp_rt_status (*all_gather_on)(fsdp_rt_comm*, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream*, const void* send,
                                  void* receive, uint64_t bytes, fsdp_rt_error* out_error);
  // receive[i] = what rank i had at send[this rank], `bytes` each.
  fsdp_rt_status (*all_to_all_on)(fsdp_rt_comm*, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream*, const void* send,
                                  void* receive, uint64_t bytes, fsdp_rt_error* out_error);
  // As all_reduce. The order of the sum may be the library's own, but is the same in every run.
  fsdp_rt_status (*all_reduce_on)(fsdp_rt_comm*, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream*, const float* source,
                                  float* dest, uint64_t count, uint32_t op, double scale, fsdp_rt_error* out_error);
  // What follows on the stream runs after everything that precedes this call on the
  // streams of the other ranks of the axis, and sees what that wrote.
  fsdp_rt_status (*barrier_on)(fsdp_rt_comm*, uint32_t axis, fsdp_rt_channel, fsdp_rt_stream*,
                               fsdp_rt_error* out_error);
  // At session creation, before the rest; and at its end: waits, at most for the deadline, until no
  // run of another rank may still touch this rank's memory. Runs of others that need this rank then fail.
  fsdp_rt_status (*join)(fsdp_rt_comm*, fsdp_rt_error* out_error);
  void (*leave)(fsdp_rt_comm*);
  // Collective, at session creation: the entries will make calls of this axis and channel; on the host's memory, of any
  // channel. May be NULL.
  fsdp_rt_status (*connect)(fsdp_rt_comm*, uint32_t axis, fsdp_rt_channel, fsdp_rt_error* out_error);
  // Collective, at session creation: the addresses at which this rank's kernels read
  // `memory` of each rank of the axis, in rank order. Valid as long as that memory.
  // UNSUPPORTED where peers are not addressable: the transport must be buffered.
  fsdp_rt_status (*map_peers)(fsdp_rt_comm*, uint32_t axis, void* memory, uint64_t bytes, void** out_peers,
                              fsdp_rt_error* out_error);
  // Collective, at session creation and with the same `bytes` everywhere: announces memory
  // that collectives will use, and takes that back before the memory is freed. May be NULL.
  fsdp_rt_status (*register_memory)(fsdp_rt_comm*, void* memory, uint64_t bytes, fsdp_rt_error* out_error);
  void (*unregister_memory)(fsdp_rt_comm*, void* memory);
  // Around every run of an entry: this rank begins its `run`-th (from 1); nothing of it is enqueued any more.
  fsdp_rt_status (*begin_run)(fsdp_rt_comm*, uint64_t run, fsdp_rt_error* out_error);
  void (*end_run)(fsdp_rt_comm*);
  // Never blocks. This rank has waited for `waited_ms` for the end of its `run`-th entry.
  // OK, or why there is no point in waiting longer: an asynchronous error, an abort, a
  // deadline that passed (naming who is missing).
  fsdp_rt_status (*check)(fsdp_rt_comm*, uint64_t run, uint64_t waited_ms, fsdp_rt_error* out_error);
  // Not 0: "_on" calls may be captured into a device's graph and replayed.
  int32_t capturable;
} fsdp_rt_comm_vtable;

// The first member of every implementation's object.
struct fsdp_rt_comm {
  const fsdp_rt_comm_vtable* vtable;
  int32_t rank;
  uint32_t replicas, shards;
};

// Ranks as threads of this process. The world outlives its communicators.
typedef struct fsdp_rt_threads_world fsdp_rt_threads_world;
FSDP_RT_API fsdp_rt_status fsdp_rt_threads_world_create(uint32_t replicas, uint32_t shards, uint64_t deadline_ms,
                                                        fsdp_rt_threads_world** out_world, fsdp_rt_error* out_error);
FSDP_RT_API void fsdp_rt_threads_world_destroy(fsdp_rt_threads_world*);
// Owned by the world. One per rank.
FSDP_RT_API fsdp_rt_comm* fsdp_rt_threads_world_comm(fsdp_rt_threads_world*, uint32_t rank);

// ---------------------------------------------------------------- device

// Where commands run. NULL in the options: the CPU of this process, whose commands run
// on the calling thread. A device that fills the second part of its table runs commands
// on streams: queues that keep their order and run beside each other and the caller.
//
// A device belongs to one rank: only its session's thread calls it. Handles are the
// implementation's; CUDA's are the driver's own (CUstream, CUevent, CUgraphExec).
// "Enqueues": returns before the work is done; an error of the work itself comes out of
// a later call, at the latest of `query`.
typedef struct fsdp_rt_device fsdp_rt_device;
typedef struct fsdp_rt_event fsdp_rt_event;
typedef struct fsdp_rt_graph fsdp_rt_graph;
typedef struct fsdp_rt_kernels fsdp_rt_kernels;

typedef struct fsdp_rt_device_info {
  size_t struct_size;
  const char* name;                // for messages; lives as long as the device
  const char* code_target;         // which of a plan's code it runs: "cpu", "cuda"
  int32_t dlpack_type, dlpack_id;  // the DLDevice of its memory
} fsdp_rt_device_info;

// See plan.fbs, tables Code and Kernel. Strings and data belong to the plan.
typedef struct fsdp_rt_code_info {
  size_t struct_size;
  const char* target;
  const char* level;
  const void* data;
  uint64_t bytes;
} fsdp_rt_code_info;
typedef struct fsdp_rt_kernel_info {
  size_t struct_size;
  const char* symbol;
  uint32_t parameters;
  int32_t may_assert;
  uint32_t grid[3], block[3];
  uint32_t shared_bytes;
  uint64_t bytes_read, bytes_written;  // by one launch, each byte of its operands once
} fsdp_rt_kernel_info;

// `height` rows of `width` bytes; a pitch is the distance between rows.
typedef struct fsdp_rt_copy_args {
  size_t struct_size;
  void* dest;
  const void* source;
  uint64_t width, height, dest_pitch, source_pitch;
} fsdp_rt_copy_args;

// C = A B + beta C, row major; see plan.fbs, table Gemm. dtype: of A and B; C is f32.
typedef struct fsdp_rt_gemm_args {
  size_t struct_size;
  fsdp_rt_dtype dtype;
  int32_t ta, tb, accumulate;
  int64_t m, n, k, lda, ldb, ldc, batch, stride_a, stride_b, stride_c;
  const void* a;
  const void* b;
  float* c;
  // Which of the algorithms that the device's library offers for the product, best first; past the last: the last.
  int32_t algorithm;
} fsdp_rt_gemm_args;
typedef struct fsdp_rt_device_vtable {
  size_t struct_size;  // of the table that the implementation knows; what lies beyond is NULL
  // Zero-filled.
  fsdp_rt_status (*allocate)(fsdp_rt_device*, fsdp_rt_memory_kind, uint64_t bytes, uint64_t alignment,
                             void** out_memory, fsdp_rt_error* out_error);
  void (*deallocate)(fsdp_rt_device*, fsdp_rt_memory_kind, void* memory, uint64_t bytes);

  // ---- devices with streams: all of the following, else none.
  void (*info)(fsdp_rt_device*, fsdp_rt_device_info* out_info);
  // Makes the calling thread ready for this device; every function of a session calls it first.
  fsdp_rt_status (*enter)(fsdp_rt_device*, fsdp_rt_error* out_error);
  // Not 0: kernels can read and write at this address, and the host need not be able to.
  int32_t (*is_device_memory)(fsdp_rt_device*, const void* memory);
  // Between host and device memory; done when they return. Not while work on the same bytes is under way.
  fsdp_rt_status (*upload)(fsdp_rt_device*, void* dest, const void* source, uint64_t bytes, fsdp_rt_error* out_error);
  fsdp_rt_status (*download)(fsdp_rt_device*, void* dest, const void* source, uint64_t bytes, fsdp_rt_error* out_error);
  // Takes the code that suits this device best and finds every kernel in it.
  fsdp_rt_status (*load_kernels)(fsdp_rt_device*, const fsdp_rt_code_info* code, uint32_t codes,
                                 const fsdp_rt_kernel_info* kernels, uint32_t count, fsdp_rt_kernels** out_kernels,
                                 fsdp_rt_error* out_error);
  void (*unload_kernels)(fsdp_rt_device*, fsdp_rt_kernels*);
  // Enqueues. `args`: an address per parameter; for a kernel that may assert one more, of an int32
  // that is 0 and becomes assertion + 1 when one fails. Copied before the call returns.
  fsdp_rt_status (*launch)(fsdp_rt_device*, fsdp_rt_stream*, fsdp_rt_kernels*, uint32_t kernel, void* const* args,
                           fsdp_rt_error* out_error);
  // Chooses how to multiply such matrices, before the first of them is enqueued or captured.
  fsdp_rt_status (*prepare_gemm)(fsdp_rt_device*, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error);
  fsdp_rt_status (*gemm)(fsdp_rt_device*, fsdp_rt_stream*, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error);
  // Enqueue. Of memory of this device, of peers or pinned.
  fsdp_rt_status (*copy)(fsdp_rt_device*, fsdp_rt_stream*, const fsdp_rt_copy_args* args, fsdp_rt_error* out_error);
  fsdp_rt_status (*fill)(fsdp_rt_device*, fsdp_rt_stream*, void* dest, uint8_t value, uint64_t bytes,
                         fsdp_rt_error* out_error);
  // Enqueues dest = scale * (dest op source); op 0 sum, 1 max, which keeps a NaN of either side.
  fsdp_rt_status (*combine)(fsdp_rt_device*, fsdp_rt_stream*, float* dest, const float* source, uint64_t count,
                            uint32_t op, float scale, fsdp_rt_error* out_error);
  fsdp_rt_status (*create_stream)(fsdp_rt_device*, fsdp_rt_stream** out_stream, fsdp_rt_error* out_error);
  void (*destroy_stream)(fsdp_rt_device*, fsdp_rt_stream*);
  // `timing`: elapsed may be asked of it.
  fsdp_rt_status (*create_event)(fsdp_rt_device*, int32_t timing, fsdp_rt_event** out_event, fsdp_rt_error* out_error);
  void (*destroy_event)(fsdp_rt_device*, fsdp_rt_event*);
  fsdp_rt_status (*record)(fsdp_rt_device*, fsdp_rt_event*, fsdp_rt_stream*, fsdp_rt_error* out_error);
  // What follows on the stream runs after what preceded the event's last record. The event may be another device's.
  fsdp_rt_status (*wait)(fsdp_rt_device*, fsdp_rt_stream*, fsdp_rt_event*, fsdp_rt_error* out_error);
  // Between two events that are done.
  fsdp_rt_status (*elapsed)(fsdp_rt_device*, fsdp_rt_event* begin, fsdp_rt_event* end, uint64_t* out_ns,
                            fsdp_rt_error* out_error);
  // Whether all work of the stream is done. Does not block.
  fsdp_rt_status (*query)(fsdp_rt_device*, fsdp_rt_stream*, int32_t* out_done, fsdp_rt_error* out_error);
  // Between the two, what this thread enqueues on the stream, and on streams that wait for
  // its events, is recorded instead of run. Such streams must have joined before the end.
  fsdp_rt_status (*begin_capture)(fsdp_rt_device*, fsdp_rt_stream*, fsdp_rt_error* out_error);
  // Ends the capture also on an error, and where what was captured is of no use.
  fsdp_rt_status (*end_capture)(fsdp_rt_device*, fsdp_rt_stream*, fsdp_rt_graph** out_graph, fsdp_rt_error* out_error);
  fsdp_rt_status (*launch_graph)(fsdp_rt_device*, fsdp_rt_graph*, fsdp_rt_stream*, fsdp_rt_error* out_error);
  void (*destroy_graph)(fsdp_rt_device*, fsdp_rt_graph*);
  // Enqueues dest = scale * (source of rank 0 op ... op that of rank `ranks` - 1), in that order, of f64, i64, i32 or
  // i1: `sources` holds the ranks' `count` elements behind each other. Integers wrap and are divided by the integer
  // next to 1 / scale, toward zero; of i1 both ops are "or". NULL: plans with such all-reduces are refused.
  fsdp_rt_status (*reduce_ranks)(fsdp_rt_device*, fsdp_rt_stream*, fsdp_rt_dtype dtype, void* dest, const void* sources,
                                 uint32_t ranks, uint64_t count, uint32_t op, double scale, fsdp_rt_error* out_error);
  // As create_stream, of one whose work begins before that of others where both could: other ranks wait for it. NULL:
  // create_stream's serve.
  fsdp_rt_status (*create_urgent_stream)(fsdp_rt_device*, fsdp_rt_stream** out_stream, fsdp_rt_error* out_error);
} fsdp_rt_device_vtable;
struct fsdp_rt_device {
  const fsdp_rt_device_vtable* vtable;
};

// Ranks as threads of this process, each on a device with streams; the devices reach each
// other's memory and events (one card, or cards with peer access). Outlives its
// communicators; the devices, one per rank, outlive it.
typedef struct fsdp_rt_streams_world fsdp_rt_streams_world;
FSDP_RT_API fsdp_rt_status fsdp_rt_streams_world_create(uint32_t replicas, uint32_t shards, uint64_t deadline_ms,
                                                        fsdp_rt_device* const* devices,
                                                        fsdp_rt_streams_world** out_world, fsdp_rt_error* out_error);
FSDP_RT_API void fsdp_rt_streams_world_destroy(fsdp_rt_streams_world*);
FSDP_RT_API fsdp_rt_comm* fsdp_rt_streams_world_comm(fsdp_rt_streams_world*, uint32_t rank);

typedef fsdp_rt_status (*fsdp_rt_gemm_fn)(void* context, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error);
// The library that this build uses when the options bring none: "oneDNN", "OpenBLAS" or "loops".
FSDP_RT_API const char* fsdp_rt_gemm_library(void);

#ifdef __cplusplus
}
#endif
#endif  // FSDP_RT_BACKEND_H_
