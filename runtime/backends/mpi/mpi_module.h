// mpi_module.h - what the runtime knows of the module that calls MPI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_MPI_MPI_MODULE_H_
#define FSDP_RT_BACKENDS_MPI_MPI_MODULE_H_

#include "fsdp_rt/mpi.h"

namespace fsdp_rt {

inline constexpr char kMpiModuleFile[] = "libfsdp_rt_mpi.so";
inline constexpr char kMpiModuleSymbol[] = "fsdp_rt_mpi_module";

// The module's only symbol gives this table: fsdp_rt/mpi.h, function by function. Options are whole here, whatever the
// caller's struct_size.
struct MpiModule {
  uint64_t version;  // kMpiModuleVersion of its build
  fsdp_rt_status (*open)(const fsdp_rt_mpi_options* options, fsdp_rt_mpi** out_mpi, fsdp_rt_error* out_error);
  uint32_t (*process)(const fsdp_rt_mpi*);
  uint32_t (*processes)(const fsdp_rt_mpi*);
  const char* (*description)(const fsdp_rt_mpi*);
  void (*close)(fsdp_rt_mpi*);
  void (*end_all)(fsdp_rt_mpi*, int32_t exit_code);
  fsdp_rt_status (*rank_create)(fsdp_rt_mpi* mpi, const fsdp_rt_mpi_rank_options* options, fsdp_rt_mpi_rank** out_rank,
                                fsdp_rt_error* out_error);
  void (*rank_destroy)(fsdp_rt_mpi_rank*);
  fsdp_rt_comm* (*rank_comm)(fsdp_rt_mpi_rank*);
  fsdp_rt_device* (*rank_device)(fsdp_rt_mpi_rank*);
};
using MpiModuleFunction = const MpiModule* (*)();

// Changes with this table, the options and the table of communicators.
inline constexpr uint64_t kMpiModuleVersion = uint64_t{1} << 32 | sizeof(MpiModule) << 16 | sizeof(fsdp_rt_comm_vtable);

}  // namespace fsdp_rt

// The first member of the module's objects says whose they are.
struct fsdp_rt_mpi {
  const fsdp_rt::MpiModule* module;
};
struct fsdp_rt_mpi_rank {
  const fsdp_rt::MpiModule* module;
};

#endif  // FSDP_RT_BACKENDS_MPI_MPI_MODULE_H_
