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

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define FSDP_RT_API __attribute__((visibility("default")))
#else
#define FSDP_RT_API
#endif

#define FSDP_RT_VERSION_MAJOR 0
#define FSDP_RT_VERSION_MINOR 1
// Version of the plan file and its schema (plan.fbs) that this header belongs to.
#define FSDP_RT_PLAN_MAJOR 1
#define FSDP_RT_PLAN_MINOR 9

// ---------------------------------------------------------------- status

// What the caller should do is part of the meaning.
typedef enum fsdp_rt_status {
  FSDP_RT_OK = 0,
  FSDP_RT_INVALID_ARGUMENT = 1,  // the call is wrong: fix the caller
  FSDP_RT_INVALID_PLAN = 2,      // the file is damaged or hostile: compile again
  FSDP_RT_UNSUPPORTED = 3,       // this build or machine cannot: use another
  FSDP_RT_OUT_OF_MEMORY = 4,
  FSDP_RT_NOT_FOUND = 5,          // no such entry, tensor, scalar
  FSDP_RT_ASSERTION_FAILED = 6,   // a cf.assert of the step failed
  FSDP_RT_DEADLINE_EXCEEDED = 7,  // a rank did not arrive in time
  FSDP_RT_ABORTED = 8,            // abort was called, here or by another rank
  FSDP_RT_PEER_FAILED = 9,        // another rank ended with an error
  FSDP_RT_INTERNAL = 10           // a bug of the runtime
} fsdp_rt_status;

// Filled in by a failing call. The caller owns the memory; `message` is always
// terminated. `rank` is the rank that failed (-1: none), `command` the index of
// the command in its entry (-1: none).
typedef struct fsdp_rt_error {
  fsdp_rt_status status;
  int32_t rank;
  int32_t command;
  char message[1000];
} fsdp_rt_error;

FSDP_RT_API const char* fsdp_rt_status_name(fsdp_rt_status status);
FSDP_RT_API void fsdp_rt_version(uint32_t* out_major, uint32_t* out_minor);

// ---------------------------------------------------------------- plan

typedef struct fsdp_rt_plan fsdp_rt_plan;

// Load and verify (structure, bounds, checksum, happens-before of shared bytes).
// `data` may be freed after the call.
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_load(const void* data, size_t bytes, fsdp_rt_plan** out_plan,
                                             fsdp_rt_error* out_error);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_load_file(const char* path, fsdp_rt_plan** out_plan, fsdp_rt_error* out_error);
// Reference counted: sessions retain their plan.
FSDP_RT_API void fsdp_rt_plan_retain(fsdp_rt_plan* plan);
FSDP_RT_API void fsdp_rt_plan_release(fsdp_rt_plan* plan);

typedef enum fsdp_rt_dtype {
  FSDP_RT_F32 = 0,
  FSDP_RT_BF16 = 1,
  FSDP_RT_F16 = 2,
  FSDP_RT_F64 = 3,
  FSDP_RT_F8E4M3FN = 4,
  FSDP_RT_F8E5M2 = 5,
  FSDP_RT_I64 = 6,
  FSDP_RT_I32 = 7,
  FSDP_RT_I16 = 8,
  FSDP_RT_I8 = 9,
  FSDP_RT_U8 = 10,
  FSDP_RT_I1 = 11
} fsdp_rt_dtype;
typedef enum fsdp_rt_arena_class {
  FSDP_RT_ARENA_STATE = 0,
  FSDP_RT_ARENA_CARRIED = 1,
  FSDP_RT_ARENA_TRANSIENT = 2,
  FSDP_RT_ARENA_WIRE = 3,
  FSDP_RT_ARENA_GATHERED = 4,
  FSDP_RT_ARENA_ACCUMULATED = 5  // not needed by a session without_accumulation
} fsdp_rt_arena_class;
typedef enum fsdp_rt_memory_kind {
  FSDP_RT_MEMORY_DEVICE = 0,
  FSDP_RT_MEMORY_PINNED = 1,
  FSDP_RT_MEMORY_HOST = 2
} fsdp_rt_memory_kind;
typedef enum fsdp_rt_role {
  FSDP_RT_ROLE_PARAM = 0,
  FSDP_RT_ROLE_MOMENT = 1,
  FSDP_RT_ROLE_GRAD = 2,
  FSDP_RT_ROLE_BUFFER = 3,
  // The unsharded parameter as every rank has it, of hooks with state. The entry "statistics" sets it to the
  // parameter; a host that goes on from what it saved writes it after that entry.
  FSDP_RT_ROLE_COPY = 4
} fsdp_rt_role;
typedef enum fsdp_rt_binding_kind {
  FSDP_RT_BIND_BATCH = 0,
  FSDP_RT_BIND_LOSS = 1,
  FSDP_RT_BIND_METRIC = 2,
  FSDP_RT_BIND_COUNT = 3,
  FSDP_RT_BIND_BUFFER_UPDATE = 4,
  FSDP_RT_BIND_CHUNK = 5
} fsdp_rt_binding_kind;

#define FSDP_RT_MAX_RANK 8
// Ranks whose numbers differ by multiples of `stride`, `size` of them; see fsdp_rt_comm_vtable.
#define FSDP_RT_AXIS(stride, size) ((uint32_t)(stride) << 16 | (uint32_t)(size))

// All strings below belong to the plan and live as long as it does.
typedef struct fsdp_rt_plan_info {
  size_t struct_size;
  const char* name;
  uint32_t replicas, shards;  // world size = replicas * shards * models
  uint32_t arenas, tensors, groups, scalars, bindings, entries, streams;
  uint64_t state_bytes;  // sum of chunk bytes of parameters and moments on one rank
  // Ranks that hold parts of one model and take the same batch: rank (r * shards + s) * models + m
  // is replica r, shard s, model index m. A world for the plan has replicas x (shards * models) ranks.
  uint32_t models;
} fsdp_rt_plan_info;

typedef struct fsdp_rt_arena_info {
  size_t struct_size;
  fsdp_rt_arena_class arena_class;
  fsdp_rt_memory_kind memory;
  uint64_t bytes;
  uint64_t alignment;
} fsdp_rt_arena_info;

// A named tensor stored in chunks; see plan.fbs, table Tensor.
typedef struct fsdp_rt_tensor_info {
  size_t struct_size;
  const char* name;
  const char* param;
  const char* inner;
  fsdp_rt_role role;
  fsdp_rt_dtype dtype;
  uint32_t rank;
  int64_t shape[FSDP_RT_MAX_RANK];
  uint32_t dim;
  int64_t chunk;  // rows of one shard; shard s owns rows [s*chunk, min(shape[dim], (s+1)*chunk))
  uint64_t bytes;
  int32_t group;  // -1: none
  int32_t trained;
  int32_t local;       // of a buffer: each rank has its own values
  int32_t replicated;  // not sharded: every rank owns all rows, as of a buffer
  // Of a tensor in which a frozen parameter is stored (source_rank > 0): the full shape of the
  // parameter. The entry "store.PARAM" makes it of this rank's chunk, which is its binding (of kind
  // FSDP_RT_BIND_CHUNK): outer x chunk x inner elements around dimension source_dim, zero beyond its rows.
  uint32_t source_rank;
  int64_t source_shape[FSDP_RT_MAX_RANK];
  uint32_t source_dim;
  // The ranks among which the rows are cut, FSDP_RT_AXIS(stride, size): rank r has the chunk of shard
  // r / stride % size. A size of 1: every rank owns all rows.
  uint32_t shards;
  // With model_dim >= 0 each of `models` model indices has a part of that dimension, of shape[model_dim] / models
  // rows; dim and chunk are of a part. -1, 1: all model indices have the same.
  int32_t model_dim;
  uint32_t models;
} fsdp_rt_tensor_info;

typedef struct fsdp_rt_group_info {
  size_t struct_size;
  const char* name;
  int32_t root;
  uint64_t slot_bytes;  // what one rank sends in a gather; one of some forms sends a part of it
  uint64_t full_bytes;  // the unsharded buffer
  uint32_t wires;
  const char* reason;  // why it is kept or resharded between forward and backward
  int32_t kept;
  uint32_t shards;  // the ranks among which its tensors are cut, FSDP_RT_AXIS(stride, size)
} fsdp_rt_group_info;

typedef struct fsdp_rt_wire_info {
  size_t struct_size;
  const char* param;
  uint32_t input;
  fsdp_rt_dtype dtype;
  uint64_t elements;
  uint64_t offset;  // in the slot
} fsdp_rt_wire_info;

typedef struct fsdp_rt_scalar_info {
  size_t struct_size;
  const char* name;
  double initial;
} fsdp_rt_scalar_info;

typedef struct fsdp_rt_binding_info {
  size_t struct_size;
  const char* name;
  fsdp_rt_binding_kind kind;
  fsdp_rt_dtype dtype;
  uint32_t rank;
  int64_t shape[FSDP_RT_MAX_RANK];
  uint64_t bytes;
  int32_t combined;  // every rank gets the same value
} fsdp_rt_binding_info;

// Gradients of earlier microbatches that wait for the entry that reduces them.
typedef enum fsdp_rt_pending {
  FSDP_RT_PENDING_NONE = 0,
  FSDP_RT_PENDING_FULL = 1,    // whole ones, after step.accumulate
  FSDP_RT_PENDING_PARTIAL = 2  // reduced over the shard axis, after step.scatter
} fsdp_rt_pending;

typedef struct fsdp_rt_entry_info {
  size_t struct_size;
  const char* name;
  uint32_t commands;
  uint32_t gathers, reduces, all_reduces;
  uint32_t bindings;  // see fsdp_rt_plan_entry_binding
  fsdp_rt_pending needs, leaves;
  int32_t base;  // the entry in whose place this one runs when what it needs is there; -1: none
} fsdp_rt_entry_info;

// Set struct_size before the call. Indices run from 0; NOT_FOUND past the end.
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_info_get(const fsdp_rt_plan*, fsdp_rt_plan_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_arena(const fsdp_rt_plan*, uint32_t index, fsdp_rt_arena_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_tensor(const fsdp_rt_plan*, uint32_t index, fsdp_rt_tensor_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_group(const fsdp_rt_plan*, uint32_t index, fsdp_rt_group_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_group_wire(const fsdp_rt_plan*, uint32_t group, uint32_t index,
                                                   fsdp_rt_wire_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_scalar(const fsdp_rt_plan*, uint32_t index, fsdp_rt_scalar_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_binding(const fsdp_rt_plan*, uint32_t index, fsdp_rt_binding_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_entry(const fsdp_rt_plan*, uint32_t index, fsdp_rt_entry_info* out_info);
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_entry_binding(const fsdp_rt_plan*, uint32_t entry, uint32_t index,
                                                      uint32_t* out_binding);
// By name: "step.sync", "optimizer", ...
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_find_entry(const fsdp_rt_plan*, const char* name, uint32_t* out_index);
// A parameter and its gradient have the same name: this finds the parameter, or else the
// first tensor of the name. Roles are told apart by fsdp_rt_plan_tensor.
FSDP_RT_API fsdp_rt_status fsdp_rt_plan_find_tensor(const fsdp_rt_plan*, const char* name, uint32_t* out_index);
// 64-bit hash of the file: equal on every rank that loaded the same plan.
FSDP_RT_API uint64_t fsdp_rt_plan_hash(const fsdp_rt_plan*);

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
