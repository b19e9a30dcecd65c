// mpi.h - ranks that are processes of MPI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// MPI's own launcher (mpirun, mpiexec, srun) starts a process for each rank. Nothing of MPI is linked: MPI
// implementations differ in their ABI, so what calls one is a module of its own, libfsdp_rt_mpi.so, built where a build
// finds MPI and loaded by fsdp_rt_mpi_open: from the folder that the environment variable FSDP_RT_MPI_MODULE names,
// from where this library or program lies, then as the system does.

#ifndef FSDP_RT_MPI_H_
#define FSDP_RT_MPI_H_

#include "fsdp_rt/fsdp_rt.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fsdp_rt_mpi_options {
  size_t struct_size;
  // The address of an MPI_Comm of the host's, whose ranks are replica * shards + shard. The host keeps it, alive until
  // the last rank that is made of it is destroyed. It must be of the MPI that the module was built with, initialised
  // with at least MPI_THREAD_SERIALIZED; below MPI_THREAD_MULTIPLE the host calls nothing of MPI while a call of the
  // runtime is under way. NULL: MPI_COMM_WORLD, and MPI is initialised here where it is not yet.
  const void* comm;
} fsdp_rt_mpi_options;

// MPI of this process. UNSUPPORTED, saying what is missing and how to get it, without the module or its MPI. Collective
// where it initialises MPI, which may wait without a deadline for processes that do not start.
typedef struct fsdp_rt_mpi fsdp_rt_mpi;
FSDP_RT_API fsdp_rt_status fsdp_rt_mpi_open(const fsdp_rt_mpi_options* options, fsdp_rt_mpi** out_mpi,
                                            fsdp_rt_error* out_error);
// Which rank this process is, and of how many.
FSDP_RT_API uint32_t fsdp_rt_mpi_process(const fsdp_rt_mpi*);
FSDP_RT_API uint32_t fsdp_rt_mpi_processes(const fsdp_rt_mpi*);
// For reports: "Open MPI v4.1.4". Lives as long as what it is of.
FSDP_RT_API const char* fsdp_rt_mpi_description(const fsdp_rt_mpi*);
// After its ranks. Finalises MPI, and so waits for the other processes, where fsdp_rt_mpi_open initialised it and no
// rank failed; where one did, MPI cannot be finalised any more.
FSDP_RT_API void fsdp_rt_mpi_close(fsdp_rt_mpi*);
// MPI_Abort, after a moment for the ranks that wait for this one to say why they end: ends the processes of all ranks,
// this one included. For programs whose processes are nothing but ranks.
FSDP_RT_API void fsdp_rt_mpi_end_all(fsdp_rt_mpi*, int32_t exit_code);

typedef struct fsdp_rt_mpi_rank_options {
  size_t struct_size;
  uint32_t replicas, shards;  // together as many as there are processes
  uint64_t deadline_ms;       // of every wait for another rank; the ranks meet within at least ten seconds
  // Not 0: what sessions allocate on the rank's device is shared with the other ranks, which must be on one node.
  // Their transport may then be peer; else buffered.
  int32_t peers;
} fsdp_rt_mpi_rank_options;

// This process's rank. Collective. Several may be alive, for several plans. The communicator is one of the host's
// memory; the device is the CPU, with memory that a collective may use in place: what a session uses that has no
// device, or memory of the host's, is copied on its way.
typedef struct fsdp_rt_mpi_rank fsdp_rt_mpi_rank;
FSDP_RT_API fsdp_rt_status fsdp_rt_mpi_rank_create(fsdp_rt_mpi* mpi, const fsdp_rt_mpi_rank_options* options,
                                                   fsdp_rt_mpi_rank** out_rank, fsdp_rt_error* out_error);
// After the sessions. Waits, at most for the deadline, for the other ranks to come here, too, or for one to fail.
FSDP_RT_API void fsdp_rt_mpi_rank_destroy(fsdp_rt_mpi_rank*);
// Owned by the rank.
FSDP_RT_API fsdp_rt_comm* fsdp_rt_mpi_rank_comm(fsdp_rt_mpi_rank*);
FSDP_RT_API fsdp_rt_device* fsdp_rt_mpi_rank_device(fsdp_rt_mpi_rank*);

#ifdef __cplusplus
}
#endif
#endif  // FSDP_RT_MPI_H_
