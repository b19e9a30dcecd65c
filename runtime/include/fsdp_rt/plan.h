// plan.h - of the C ABI: statuses, and what a plan holds
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of fsdp_rt.h. A plan is immutable and may be shared by any number of threads.

#ifndef FSDP_RT_PLAN_H_
#define FSDP_RT_PLAN_H_

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

#ifdef __cplusplus
}
#endif
#endif  // FSDP_RT_PLAN_H_
