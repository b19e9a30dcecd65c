// mpi_notes.h - what ranks tell each other beside data: who failed, and who still waits
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_MPI_MPI_NOTES_H_
#define FSDP_RT_BACKENDS_MPI_MPI_NOTES_H_

#include <list>
#include <vector>

#include "mpi_calls.h"

namespace fsdp_rt {

// Messages on a communicator of their own. A rank takes them while it waits, so that a failure ends every wait at once.
// A collective does not know who is missing: a rank that waited in vain asks all others, and those that wait, too,
// answer. All functions are called with MpiMutex held.
class MpiNotes {
 public:
  // Takes `comm`, of all ranks.
  Status Open(MPI_Comm comm);
  // Where nothing failed.
  void Close();

  // Takes what came. `waits`: answers a question, for this rank waits in a call.
  Status Poll(bool waits = true);
  // The first failure of any rank counts; one of this process is told to the others.
  void Fail(const Status& why);
  bool failed() const { return !why_.ok(); }
  const Status& why() const { return why_; }

  // This rank leaves. Whether all have; called again until then. On this communicator, for a rank that leaves early
  // must not meet those that still exchange data.
  Status Leave(int* out_all);

  // Asks all others; then who has answered since.
  Status Ask();
  bool answered(uint32_t rank) const { return answered_[rank]; }

 private:
  enum class Kind : int32_t { kFailed, kQuestion, kAnswer };
  struct Note {
    Kind kind = Kind::kFailed;
    fsdp_rt_error why{};
  };
  struct Sent {
    Note note;
    MPI_Request request;
  };

  Status Receive();
  Status Take(int from, bool waits);
  Status Send(int to, const Note& note);
  Status SendAll(const Note& note);
  // Gives back what has left.
  void Sweep();

  MPI_Comm comm_ = MPI_COMM_NULL;
  int rank_ = 0, ranks_ = 0;
  Note received_;
  MPI_Request request_ = MPI_REQUEST_NULL;
  std::list<Sent> sent_;  // until MPI is done with them
  std::vector<bool> answered_;
  MPI_Request leaving_ = MPI_REQUEST_NULL;
  Status why_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_MPI_MPI_NOTES_H_
