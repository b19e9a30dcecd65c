// session.h - one rank's execution of a plan
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_SESSION_H_
#define FSDP_RT_SRC_SESSION_H_

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "arena_memory.h"
#include "comm_axis.h"
#include "device_memory.h"
#include "gemm.h"
#include "plan_handle.h"
#include "poison.h"

struct DLManagedTensor;
namespace fsdp_rt {
class StreamExecutor;
class StreamState;
}  // namespace fsdp_rt

// State of a rank that outlives entries. What runs an entry is the Executor.
struct fsdp_rt_session {
 public:
  fsdp_rt_session(fsdp_rt_plan* plan, const fsdp_rt_session_options& options);
  ~fsdp_rt_session();
  fsdp_rt_session(const fsdp_rt_session&) = delete;
  fsdp_rt_session& operator=(const fsdp_rt_session&) = delete;

  fsdp_rt::Status Create();
  fsdp_rt::Status Run(uint32_t entry, const fsdp_rt_fences* fences);
  void Abort(const char* why);
  fsdp_rt::Status SetComm(fsdp_rt_comm* comm);
  // Tells the other ranks and passes the status on.
  fsdp_rt::Status Fail(fsdp_rt::Status status);

  const fsdp_rt::PlanModel& model() const { return plan_->model(); }
  const fsdp_rt_session_options& options() const { return options_; }
  fsdp_rt_comm* comm() const { return comm_; }
  int rank() const { return comm_->rank; }
  uint32_t model_index() const { return uint32_t(rank()) % model().models; }
  // Which chunk of a tensor this rank has.
  uint32_t ShardOf(const fsdp_rt::Tensor& tensor) const {
    return fsdp_rt::RankInAxis(model().ShardsOf(tensor), rank());
  }
  bool buffered() const { return options_.transport == FSDP_RT_TRANSPORT_BUFFERED; }
  // The communicator moves data itself instead of showing other ranks' memory.
  bool moves_data() const { return buffered() && comm_->vtable->all_gather; }
  const fsdp_rt::KernelLibrary& kernels() const { return *kernels_; }

  uint8_t* Address(const fsdp_rt::ByteRange& range) const;
  uint8_t* TensorMemory(uint32_t tensor) const;
  int64_t* table(uint32_t index) { return tables_[index].data(); }
  double* scalars() { return scalars_.data(); }
  std::vector<uint8_t>& kept_slot(uint32_t group) { return kept_slots_[group]; }
  fsdp_rt::PoisonState* poison() const { return poison_.get(); }
  uint8_t* arena(uint32_t index) const { return arenas_.base(index); }
  // Of this session: what no entry that it runs uses is not allocated.
  uint64_t arena_bytes(uint32_t index) const { return arenas_.bytes(index); }
  // Null for the CPU, whose commands run on the calling thread.
  fsdp_rt::StreamState* stream_state() const { return stream_state_.get(); }
  // Where the host wants a binding's bytes, if that is not where the kernels find them.
  uint8_t* bound_host_memory(uint32_t binding) const { return bindings_[binding].host; }
  // `axis` as communicators number it.
  uint64_t NextTicket(uint32_t axis) { return tickets_[axis]++; }
  fsdp_rt_gemm_args GemmArgs(const fsdp_rt::Gemm& gemm) const;
  fsdp_rt::Status RunGemm(const fsdp_rt_gemm_args& args);
  // Between the host's memory and the session's, wherever that is.
  fsdp_rt::Status ReadMemory(void* dest, const void* source, uint64_t bytes) const;
  fsdp_rt::Status WriteMemory(void* dest, const void* source, uint64_t bytes) const;
  // OK, or why the host aborted.
  fsdp_rt::Status CheckAborted();

  fsdp_rt::Status SetScalar(const char* name, const double* value, double* out_value);
  // `owner` releases the memory when it is replaced; may be empty.
  fsdp_rt::Status Bind(uint32_t binding, void* memory, uint64_t bytes, std::shared_ptr<void> owner);

 private:
  struct BoundMemory {
    uint8_t* memory = nullptr;  // where the kernels find it
    uint8_t* host = nullptr;    // the caller's, where that is another place
    std::shared_ptr<void> owner;
  };

  fsdp_rt::Status CheckComm(fsdp_rt_comm* comm) const;
  // A communicator of one rank, where the host brought none.
  fsdp_rt::Status MakeOwnWorld();
  fsdp_rt::Status CreateStreams();
  fsdp_rt::Status RunOnStreams(uint32_t entry, const fsdp_rt_fences* fences);
  fsdp_rt::Status CheckTransport() const;
  // The form of an entry that fits the gradients that wait, or why there is none.
  fsdp_rt::Status ChooseForm(uint32_t* entry) const;
  void FindGradientUses();
  void EvaluateTables();
  // All ranks must have loaded the same plan and chosen the same transport.
  fsdp_rt::Status Greet();
  // Tells the communicator which axes the entries use.
  fsdp_rt::Status Connect();

  fsdp_rt_plan* plan_;  // retained
  fsdp_rt_session_options options_;
  fsdp_rt_threads_world* own_world_ = nullptr;  // where the host brought no communicator
  fsdp_rt_streams_world* own_streams_world_ = nullptr;
  fsdp_rt_comm* comm_ = nullptr;
  const fsdp_rt::KernelLibrary* kernels_ = nullptr;
  std::unique_ptr<fsdp_rt::GemmLibrary> gemm_;
  fsdp_rt::ArenaMemory arenas_;
  std::vector<std::vector<int64_t>> tables_;
  std::vector<double> scalars_;
  std::vector<BoundMemory> bindings_;
  std::vector<std::vector<uint8_t>> kept_slots_;
  std::map<uint32_t, uint64_t> tickets_;  // by axis
  // What an entry touches: reduced gradients or those of several microbatches; the latter.
  struct GradientUse {
    bool any = false, accumulated = false;
  };
  std::vector<GradientUse> gradient_uses_;  // by entry
  fsdp_rt::Pending pending_ = fsdp_rt::Pending::none;
  std::unique_ptr<fsdp_rt::PoisonState> poison_;
  std::unique_ptr<fsdp_rt::StreamState> stream_state_;
  std::vector<std::unique_ptr<fsdp_rt::StreamExecutor>> stream_executors_;  // by entry

  std::atomic<bool> aborted_{false};
  std::mutex abort_mutex_;  // guards comm_ against Abort, and abort_reason_
  std::string abort_reason_;
};

#endif  // FSDP_RT_SRC_SESSION_H_
