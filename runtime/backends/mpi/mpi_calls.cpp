// mpi_calls.cpp - MPI, its errors and its mutex
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mpi_calls.h"

#include <sched.h>

#include <algorithm>
#include <string>
#include <thread>

namespace fsdp_rt {

// MPI is one for all of the process, and so is this.
std::mutex& MpiMutex() {
  static std::mutex mutex;
  return mutex;
}

Status CheckMpi(int code, const char* call) {
  if (code == MPI_SUCCESS) return {};
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(code, text, &length);
  return Error(FSDP_RT_INTERNAL, call, ": ", std::string(text, length),
               "; a process of another rank may have ended, whose own error says why");
}

MpiBytes::~MpiBytes() {
  if (type_ != MPI_BYTE) MPI_Type_free(&type_);
}

Status MpiBytes::Create(uint64_t bytes, int most) {
  if (bytes <= uint64_t(most)) {
    count_ = int(bytes);
    return {};
  }
  // Whole pieces and what is left behind them.
  const uint64_t pieces = bytes / most;
  if (pieces > INT_MAX) return Error(FSDP_RT_UNSUPPORTED, "not supported yet: a message of ", bytes, " bytes");
  MPI_Datatype piece, whole;
  FSDP_RT_TRY(CheckMpi(MPI_Type_contiguous(most, MPI_BYTE, &piece), "MPI_Type_contiguous"));
  Status status = CheckMpi(MPI_Type_contiguous(int(pieces), piece, &whole), "MPI_Type_contiguous");
  MPI_Type_free(&piece);
  FSDP_RT_TRY(std::move(status));
  const int lengths[] = {1, int(bytes % most)};
  const MPI_Aint places[] = {0, MPI_Aint(pieces * most)};
  const MPI_Datatype types[] = {whole, MPI_BYTE};
  status = CheckMpi(MPI_Type_create_struct(2, lengths, places, types, &type_), "MPI_Type_create_struct");
  MPI_Type_free(&whole);
  if (!status.ok()) return type_ = MPI_BYTE, status;
  count_ = 1;
  return CheckMpi(MPI_Type_commit(&type_), "MPI_Type_commit");
}

void Patience::Pause() {
  constexpr int kYields = 200, kLongest = 200;  // the latter in microseconds
  if (++pauses_ <= kYields)
    sched_yield();
  else
    std::this_thread::sleep_for(std::chrono::microseconds(std::min(pauses_ - kYields, kLongest)));
}

}  // namespace fsdp_rt
