// nccl_comm.cpp - a rank's part of collectives, in its stream
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_comm.h"

#include <cstring>

#include "report.h"
#include "settings.h"

namespace cuda_double {

Registry<Comm>& Comms() {
  static auto* comms = new Registry<Comm>("communicator");
  return *comms;
}

std::shared_ptr<Comm> UsableComm(nccl::ncclComm_t handle, const char* call, ncclResult_t* error) {
  *error = nccl::ncclInvalidArgument;
  std::shared_ptr<Comm> comm = Comms().Find(handle, call);
  if (!comm) return nullptr;
  if (CurrentContext() != comm->context) {
    ReportMisuse(Text(call, " of ", comm->Describe(), " on device ", comm->context->device(), " while ",
                      CurrentContext() ? Text("device ", CurrentContext()->device()) : "no device", " is current"));
    *error = nccl::ncclInvalidUsage;
    return nullptr;
  }
  if (comm->context->failed()) {
    *error = nccl::ncclUnhandledCudaError;
    return nullptr;
  }
  if (comm->unfinished) {
    ReportMisuse(Text(call, " of ", comm->Describe(),
                      ", which does not block, while an earlier call may be under way; ",
                      "expected ncclCommGetAsyncError to have said that it is not"));
    *error = nccl::ncclInvalidUsage;
    return nullptr;
  }
  *error = comm->world->error(comm->rank);
  return *error == nccl::ncclSuccess ? comm : nullptr;
}

std::string& LastError() {
  thread_local std::string text;
  return text;
}

ncclResult_t FailCall(ncclResult_t error, const std::string& why) {
  ReportMisuse(why);
  return error;
}

nccl::ncclResult_t Comm::Issued() {
  if (blocking) return nccl::ncclSuccess;
  unfinished = true;
  return nccl::ncclInProgress;
}

std::string Comm::Describe() const { return Text("rank ", rank, " of ", world->name()); }

Command Comm::Calls(std::shared_ptr<Comm> self, std::vector<NcclCall> calls) {
  Command command;
  command.what = calls.size() == 1 ? calls[0].Describe() : Text("group of ", calls.size(), " NCCL calls");
  command.sequence = self->sequence;
  command.run = [self, calls](Execution& execution) { self->Run(execution, calls); };
  command.skip = [self](Context*) { self->world->Leave(self->rank, "its device has failed"); };
  return command;
}

void Comm::Run(Execution& execution, const std::vector<NcclCall>& calls) {
  // After an error nothing of the communicator moves: a later call is no answer to what others still wait for.
  if (aborted || world->error(rank) != nccl::ncclSuccess) return;
  if (destroyed) {
    return execution.Fail(cu::CUDA_ERROR_LAUNCH_FAILED, Text("uses ", Describe(), ", which is destroyed"));
  }
  std::vector<NcclCall> exchange;
  for (const NcclCall& call : calls) {
    if (call.operation == Operation::kSend || call.operation == Operation::kReceive) {
      exchange.push_back(call);
    } else if (!Collective(execution, call)) {
      return;
    }
  }
  if (exchange.empty()) return;
  if (GetFaults().silent_rank.StruckBy(context->device())) return world->SleepUntilAborted(rank);
  for (const NcclCall& call : exchange) {
    if (!TouchAll(execution, call)) return;
  }
  world->Exchange(rank, exchange, &execution.clock());
}

bool Comm::TouchAll(Execution& execution, const NcclCall& call) {
  if (execution.Touch(call.send_address(), call.SendBytes(world->size(), rank), false) &&
      execution.Touch(call.receive_address(), call.ReceiveBytes(world->size()), true)) {
    return true;
  }
  world->Leave(rank, "its memory is not what the call says");
  return false;
}

bool Comm::Collective(Execution& execution, const NcclCall& call) {
  if (GetFaults().silent_rank.StruckBy(context->device())) {
    world->SleepUntilAborted(rank);
    return false;
  }
  if (GetFaults().nccl_async.Strikes(context->device())) {
    // NCCL's kernel waits for what does not come.
    world->SetError(rank, nccl::ncclSystemError, "planted: the collective fails while it runs");
    world->SleepUntilAborted(rank);
    return false;
  }
  if (!TouchAll(execution, call)) return false;
  uint64_t round = rounds_++;
  std::vector<char> result;
  if (!world->Collect(rank, round, call, &execution.clock(), &result)) return false;
  std::memcpy(call.receive, result.data(), result.size());
  MarkWritten(call.receive_address(), result.size());
  return world->Finish(rank, round);
}

}  // namespace cuda_double
