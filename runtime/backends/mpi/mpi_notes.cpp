// mpi_notes.cpp - what ranks tell each other beside data: who failed, and who still waits
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mpi_notes.h"

namespace fsdp_rt {
namespace {

constexpr int kTag = 0;

}  // namespace

Status MpiNotes::Open(MPI_Comm comm) {
  comm_ = comm;
  FSDP_RT_TRY(CheckMpi(MPI_Comm_rank(comm_, &rank_), "MPI_Comm_rank"));
  FSDP_RT_TRY(CheckMpi(MPI_Comm_size(comm_, &ranks_), "MPI_Comm_size"));
  answered_.resize(ranks_);
  return Receive();
}

void MpiNotes::Close() {
  if (comm_ == MPI_COMM_NULL) return;
  for (Sent& sent : sent_) MPI_Wait(&sent.request, MPI_STATUS_IGNORE);
  if (request_ != MPI_REQUEST_NULL) {
    MPI_Cancel(&request_);
    MPI_Wait(&request_, MPI_STATUS_IGNORE);
  }
  MPI_Comm_free(&comm_);
}

Status MpiNotes::Receive() {
  return CheckMpi(MPI_Irecv(&received_, sizeof(received_), MPI_BYTE, MPI_ANY_SOURCE, kTag, comm_, &request_),
                  "MPI_Irecv");
}

Status MpiNotes::Poll(bool waits) {
  Sweep();
  for (;;) {
    int came = 0;
    MPI_Status status;
    FSDP_RT_TRY(CheckMpi(MPI_Test(&request_, &came, &status), "MPI_Test"));
    if (!came) return {};
    FSDP_RT_TRY(Take(status.MPI_SOURCE, waits));
    FSDP_RT_TRY(Receive());
  }
}

Status MpiNotes::Take(int from, bool waits) {
  switch (received_.kind) {
    case Kind::kFailed:
      if (!failed()) why_ = Status(received_.why);
      return {};
    case Kind::kQuestion:
      return waits ? Send(from, {Kind::kAnswer, {}}) : Status();
    case Kind::kAnswer:
      answered_[from] = true;
      return {};
  }
  return {};
}

Status MpiNotes::Send(int to, const Note& note) {
  Sent& sent = sent_.emplace_back(Sent{note, MPI_REQUEST_NULL});
  return CheckMpi(MPI_Isend(&sent.note, sizeof(sent.note), MPI_BYTE, to, kTag, comm_, &sent.request), "MPI_Isend");
}

Status MpiNotes::SendAll(const Note& note) {
  for (int rank = 0; rank < ranks_; ++rank)
    if (rank != rank_) FSDP_RT_TRY(Send(rank, note));
  return {};
}

void MpiNotes::Sweep() {
  for (auto sent = sent_.begin(); sent != sent_.end();) {
    int done = 0;
    if (MPI_Test(&sent->request, &done, MPI_STATUS_IGNORE) == MPI_SUCCESS && !done)
      ++sent;
    else
      sent = sent_.erase(sent);
  }
}

void MpiNotes::Fail(const Status& why) {
  if (failed()) return;
  why_ = why;
  Note note;
  why.Export(&note.why);
  // A rank that is gone hears nothing; the others should, before this process ends.
  constexpr auto kPatience = std::chrono::seconds(1);
  const auto end = std::chrono::steady_clock::now() + kPatience;
  (void)SendAll(note).ok();
  Patience patience;
  for (Sweep(); !sent_.empty() && std::chrono::steady_clock::now() < end; Sweep()) patience.Pause();
}

Status MpiNotes::Leave(int* out_all) {
  if (leaving_ == MPI_REQUEST_NULL) FSDP_RT_TRY(CheckMpi(MPI_Ibarrier(comm_, &leaving_), "MPI_Ibarrier"));
  return CheckMpi(MPI_Test(&leaving_, out_all, MPI_STATUS_IGNORE), "MPI_Test");
}

Status MpiNotes::Ask() {
  answered_.assign(answered_.size(), false);
  return SendAll({Kind::kQuestion, {}});
}

}  // namespace fsdp_rt
