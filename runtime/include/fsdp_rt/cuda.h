// cuda.h - ranks on CUDA GPUs: those of this process, or one of many processes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A world holds a device and a communicator for each rank of this process, to be passed in a
// session's options; each rank has a thread. Where ranks are in several processes, each makes
// its own fsdp_rt_cuda_rank instead. Nothing of CUDA is linked: the driver, cuBLASLt and,
// where it is used, NCCL are loaded when a world is made. They are searched in the folders
// that the environment variable FSDP_RT_CUDA_LIBRARIES names, separated by ':', then as the
// system does.

#ifndef FSDP_RT_CUDA_H_
#define FSDP_RT_CUDA_H_

#include "fsdp_rt/fsdp_rt.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum fsdp_rt_cuda_transfers {
  FSDP_RT_CUDA_TRANSFERS_AUTO = 0,   // NCCL where every rank has a GPU of its own, else copies
  FSDP_RT_CUDA_TRANSFERS_NCCL = 1,   // needs as many GPUs as ranks
  FSDP_RT_CUDA_TRANSFERS_COPIES = 2  // copies and events; GPUs must reach each other's memory
} fsdp_rt_cuda_transfers;

typedef struct fsdp_rt_cuda_world_options {
  size_t struct_size;
  uint32_t replicas, shards;
  uint64_t deadline_ms;  // of every wait for another rank
  fsdp_rt_cuda_transfers transfers;
} fsdp_rt_cuda_world_options;

// Rank r is on GPU r modulo their number. UNSUPPORTED, saying what is missing, on a machine
// without a driver, a GPU, or a library that is new enough.
typedef struct fsdp_rt_cuda_world fsdp_rt_cuda_world;
FSDP_RT_API fsdp_rt_status fsdp_rt_cuda_world_create(const fsdp_rt_cuda_world_options* options,
                                                     fsdp_rt_cuda_world** out_world, fsdp_rt_error* out_error);
// After the sessions.
FSDP_RT_API void fsdp_rt_cuda_world_destroy(fsdp_rt_cuda_world*);
// Owned by the world. Null past the last rank.
FSDP_RT_API fsdp_rt_comm* fsdp_rt_cuda_world_comm(fsdp_rt_cuda_world*, uint32_t rank);
FSDP_RT_API fsdp_rt_device* fsdp_rt_cuda_world_device(fsdp_rt_cuda_world*, uint32_t rank);
// For reports: "4 GPUs, NCCL 2.28.9" or "1 GPU, copies". Lives as long as the world.
FSDP_RT_API const char* fsdp_rt_cuda_world_description(const fsdp_rt_cuda_world*);

// ---------------------------------------------------------------- one rank among processes

// What ranks of several processes need to meet: made by one of them, given to the others by the
// host (a file, MPI, a key-value store).
#define FSDP_RT_CUDA_ID_BYTES 128
FSDP_RT_API fsdp_rt_status fsdp_rt_cuda_id_create(void* out_id, fsdp_rt_error* out_error);

typedef struct fsdp_rt_cuda_rank_options {
  size_t struct_size;
  uint32_t replicas, shards;
  uint64_t deadline_ms;  // of every wait for another rank
  // An ncclComm_t of the host's, whose ranks are replica * shards + shard: rank and GPU are its
  // own. The host keeps it, alive until the rank is destroyed, and does not use it while the
  // rank or a session on it is created. It must be of the NCCL that this process has loaded.
  // NULL: the rank makes one, of `id` (FSDP_RT_CUDA_ID_BYTES), with the other ranks.
  void* nccl_comm;
  const void* id;
  uint32_t rank;  // with `id` only
  uint32_t gpu;   // with `id` only: the number of the GPU in this process
} fsdp_rt_cuda_rank_options;

// One GPU for one rank, joined by NCCL to ranks anywhere. Collective where it makes the
// communicator. Transports: buffered; peer where NCCL tells the peers' addresses (2.29, NVLink).
// An error or abort of one process reaches the others as NCCL's error or when their deadline
// passes, so they cannot name the rank.
typedef struct fsdp_rt_cuda_rank fsdp_rt_cuda_rank;
FSDP_RT_API fsdp_rt_status fsdp_rt_cuda_rank_create(const fsdp_rt_cuda_rank_options* options,
                                                    fsdp_rt_cuda_rank** out_rank, fsdp_rt_error* out_error);
// After the sessions.
FSDP_RT_API void fsdp_rt_cuda_rank_destroy(fsdp_rt_cuda_rank*);
// Owned by the rank.
FSDP_RT_API fsdp_rt_comm* fsdp_rt_cuda_rank_comm(fsdp_rt_cuda_rank*);
FSDP_RT_API fsdp_rt_device* fsdp_rt_cuda_rank_device(fsdp_rt_cuda_rank*);

#ifdef __cplusplus
}
#endif
#endif  // FSDP_RT_CUDA_H_
