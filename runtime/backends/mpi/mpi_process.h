// mpi_process.h - MPI of this process: initialised here, or the host's
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_MPI_MPI_PROCESS_H_
#define FSDP_RT_BACKENDS_MPI_MPI_PROCESS_H_

#include <string>

#include "mpi_calls.h"
#include "mpi_module.h"

namespace fsdp_rt {

class MpiProcess : public fsdp_rt_mpi {
 public:
  explicit MpiProcess(const MpiModule* module) : fsdp_rt_mpi{module} {}
  // Finalises MPI where it was initialised here and nothing failed.
  ~MpiProcess();

  Status Open(const void* host_comm);
  // Does not return.
  void EndAll(int exit_code);
  // A rank failed: what is under way never ends.
  void SetFailed() { failed_ = true; }

  MPI_Comm comm() const { return comm_; }
  int rank() const { return rank_; }
  int size() const { return size_; }
  const std::string& description() const { return description_; }

 private:
  Status Initialise(const void* host_comm);

  bool owns_ = false, failed_ = false;
  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0, size_ = 1;
  std::string description_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_MPI_MPI_PROCESS_H_
