// mpi_calls.h - MPI, its errors and its mutex
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_MPI_MPI_CALLS_H_
#define FSDP_RT_BACKENDS_MPI_MPI_CALLS_H_

// The C interface alone.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <chrono>
#include <climits>
#include <mutex>

#include "status.h"

namespace fsdp_rt {

// Held around every call of MPI: an abort comes from any thread, and MPI_THREAD_SERIALIZED is all that is asked for.
std::mutex& MpiMutex();

// OK, or what MPI says that `call` returned.
Status CheckMpi(int code, const char* call);

// `bytes` of them as a count and a type of MPI, whose counts are ints: beyond `most` it is one piece of a type of its
// own, which is freed here, as MPI allows while operations on it are under way.
class MpiBytes {
 public:
  MpiBytes() = default;
  ~MpiBytes();
  MpiBytes(const MpiBytes&) = delete;
  MpiBytes& operator=(const MpiBytes&) = delete;

  Status Create(uint64_t bytes, int most = INT_MAX);
  int count() const { return count_; }
  MPI_Datatype type() const { return type_; }

 private:
  int count_ = 0;
  MPI_Datatype type_ = MPI_BYTE;
};

// Between two looks at whether something came: at first often, for what comes soon, then giving way to other processes,
// at last asleep.
class Patience {
 public:
  void Pause();

 private:
  int pauses_ = 0;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_MPI_MPI_CALLS_H_
