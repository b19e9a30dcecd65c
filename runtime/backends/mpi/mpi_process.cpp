// mpi_process.cpp - MPI of this process: initialised here, or the host's
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mpi_process.h"

#include <algorithm>
#include <cstring>
#include <thread>

namespace fsdp_rt {
namespace {

// "Open MPI v4.1.4" of "Open MPI v4.1.4, package: ..."; "MPICH Version: 4.0.2" of several lines.
std::string LibraryVersion() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  if (MPI_Get_library_version(text, &length) != MPI_SUCCESS) return "MPI";
  std::string version(text, std::strcspn(text, ",\n"));
  std::replace(version.begin(), version.end(), '\t', ' ');
  return version;
}

}  // namespace

Status MpiProcess::Initialise(const void* host_comm) {
  int done = 0, provided = MPI_THREAD_SINGLE;
  FSDP_RT_TRY(CheckMpi(MPI_Finalized(&done), "MPI_Finalized"));
  if (done) return Error(FSDP_RT_INVALID_ARGUMENT, "MPI was finalised already; call fsdp_rt_mpi_open before");
  FSDP_RT_TRY(CheckMpi(MPI_Initialized(&done), "MPI_Initialized"));
  if (!done && host_comm)
    return Error(FSDP_RT_INVALID_ARGUMENT,
                 "options.comm is given, and the MPI of the module is not initialised: call MPI_Init_thread, of the "
                 "same MPI that the module was built with (",
                 LibraryVersion(), ")");
  if (!done) {
    FSDP_RT_TRY(CheckMpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided), "MPI_Init_thread"));
    owns_ = true;
    FSDP_RT_TRY(CheckMpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler"));
  } else {
    FSDP_RT_TRY(CheckMpi(MPI_Query_thread(&provided), "MPI_Query_thread"));
  }
  if (provided < MPI_THREAD_SERIALIZED)
    return Error(FSDP_RT_UNSUPPORTED, "MPI provides thread level ", provided, ", expected at least ",
                 MPI_THREAD_SERIALIZED, " (MPI_THREAD_SERIALIZED): ranks are aborted from other threads; ",
                 owns_ ? "use an MPI that was built with threads" : "pass that to MPI_Init_thread");
  return {};
}

Status MpiProcess::Open(const void* host_comm) {
  std::lock_guard lock(MpiMutex());
  FSDP_RT_TRY(Initialise(host_comm));
  comm_ = host_comm ? *static_cast<const MPI_Comm*>(host_comm) : MPI_COMM_WORLD;
  if (comm_ == MPI_COMM_NULL) return Error(FSDP_RT_INVALID_ARGUMENT, "options.comm: MPI_COMM_NULL");
  int inter = 0;
  FSDP_RT_TRY(CheckMpi(MPI_Comm_test_inter(comm_, &inter), "MPI_Comm_test_inter"));
  if (inter) return Error(FSDP_RT_INVALID_ARGUMENT, "options.comm: an intercommunicator, expected one group of ranks");
  FSDP_RT_TRY(CheckMpi(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank"));
  FSDP_RT_TRY(CheckMpi(MPI_Comm_size(comm_, &size_), "MPI_Comm_size"));
  description_ = LibraryVersion();
  return {};
}

void MpiProcess::EndAll(int exit_code) {
  // Ranks that wait look for news all the time; those that compute do not.
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  MPI_Abort(comm_, exit_code);
}

MpiProcess::~MpiProcess() {
  std::lock_guard lock(MpiMutex());
  if (owns_ && !failed_) MPI_Finalize();
}

}  // namespace fsdp_rt
