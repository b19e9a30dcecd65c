// session_api.cpp - the C ABI of sessions
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstring>

#include "chunk_copy.h"
#include "session.h"
#include "stream_state.h"

using fsdp_rt::ChunkShape;
using fsdp_rt::Error;
using fsdp_rt::Guard;
using fsdp_rt::Status;
using fsdp_rt::Tensor;

namespace {

// Finds a tensor and checks the size that the caller gives for it.
Status FindTensor(fsdp_rt_session* session, uint32_t tensor, const void* data, uint64_t bytes, bool full) {
  if (!session) return Error(FSDP_RT_INVALID_ARGUMENT, "session: null");
  if (tensor >= session->model().tensors.size())
    return Error(FSDP_RT_NOT_FOUND, "tensor ", tensor, ", the plan has ", session->model().tensors.size());
  const Tensor& found = session->model().tensors[tensor];
  uint64_t expected = full ? fsdp_rt::FullBytes(found) : found.bytes;
  if (bytes != expected)
    return Error(FSDP_RT_INVALID_ARGUMENT, "tensor '", found.name, "': ", bytes, " bytes, expected ", expected,
                 full ? " for the full tensor" : " for a chunk");
  if (!data && bytes > 0) return Error(FSDP_RT_INVALID_ARGUMENT, "tensor '", found.name, "': null data");
  return {};
}

fsdp_rt::ChunkPlace PlaceOf(const fsdp_rt_session* session, const Tensor& tensor) {
  return {session->ShardOf(tensor), session->model_index()};
}

}  // namespace

extern "C" {

const char* fsdp_rt_gemm_library(void) { return fsdp_rt::GemmLibraryName(); }

void fsdp_rt_session_options_init(fsdp_rt_session_options* out_options) {
  *out_options = fsdp_rt_session_options{};
  out_options->struct_size = sizeof(fsdp_rt_session_options);
}

fsdp_rt_status fsdp_rt_session_create(fsdp_rt_plan* plan, const fsdp_rt_session_options* options,
                                      fsdp_rt_session** out_session, fsdp_rt_error* out_error) {
  return Guard(out_error, [&]() -> Status {
    if (!plan || !options || !out_session)
      return Error(FSDP_RT_INVALID_ARGUMENT, "plan, options and out_session must not be null");
    if (options->struct_size < sizeof(size_t))
      return Error(FSDP_RT_INVALID_ARGUMENT, "options.struct_size: ", options->struct_size,
                   "; call fsdp_rt_session_options_init");
    // A caller of an older header has fewer fields: the rest keep their defaults.
    fsdp_rt_session_options known{};
    std::memcpy(&known, options, std::min(options->struct_size, sizeof(known)));
    auto session = std::make_unique<fsdp_rt_session>(plan, known);
    FSDP_RT_TRY(session->Create());
    *out_session = session.release();
    return {};
  });
}

void fsdp_rt_session_destroy(fsdp_rt_session* session) { delete session; }

fsdp_rt_status fsdp_rt_session_write_chunk(fsdp_rt_session* session, uint32_t tensor, const void* data, uint64_t bytes,
                                           fsdp_rt_error* out_error) {
  return Guard(out_error, [&]() -> Status {
    FSDP_RT_TRY(FindTensor(session, tensor, data, bytes, /*full=*/false));
    return session->WriteMemory(session->TensorMemory(tensor), data, bytes);
  });
}

fsdp_rt_status fsdp_rt_session_read_chunk(fsdp_rt_session* session, uint32_t tensor, void* out_data, uint64_t bytes,
                                          fsdp_rt_error* out_error) {
  return Guard(out_error, [&]() -> Status {
    FSDP_RT_TRY(FindTensor(session, tensor, out_data, bytes, /*full=*/false));
    return session->ReadMemory(out_data, session->TensorMemory(tensor), bytes);
  });
}

fsdp_rt_status fsdp_rt_session_write_full(fsdp_rt_session* session, uint32_t tensor, const void* full, uint64_t bytes,
                                          fsdp_rt_error* out_error) {
  return Guard(out_error, [&]() -> Status {
    FSDP_RT_TRY(FindTensor(session, tensor, full, bytes, /*full=*/true));
    const Tensor& written = session->model().tensors[tensor];
    if (!session->stream_state()) {
      fsdp_rt::ChunkFromFull(written, PlaceOf(session, written), full, session->TensorMemory(tensor));
      return {};
    }
    std::vector<uint8_t> chunk(written.bytes);
    fsdp_rt::ChunkFromFull(written, PlaceOf(session, written), full, chunk.data());
    return session->WriteMemory(session->TensorMemory(tensor), chunk.data(), chunk.size());
  });
}

fsdp_rt_status fsdp_rt_session_read_full(fsdp_rt_session* session, uint32_t tensor, void* out_full, uint64_t bytes,
                                         fsdp_rt_error* out_error) {
  return Guard(out_error, [&]() -> Status {
    FSDP_RT_TRY(FindTensor(session, tensor, out_full, bytes, /*full=*/true));
    const Tensor& read = session->model().tensors[tensor];
    if (!session->stream_state()) {
      fsdp_rt::FullFromChunk(read, PlaceOf(session, read), session->TensorMemory(tensor), out_full);
      return {};
    }
    std::vector<uint8_t> chunk(read.bytes);
    FSDP_RT_TRY(session->ReadMemory(chunk.data(), session->TensorMemory(tensor), chunk.size()));
    fsdp_rt::FullFromChunk(read, PlaceOf(session, read), chunk.data(), out_full);
    return {};
  });
}

fsdp_rt_status fsdp_rt_session_tensor_memory(fsdp_rt_session* session, uint32_t tensor, void** out_memory) {
  if (!session || !out_memory) return FSDP_RT_INVALID_ARGUMENT;
  if (tensor >= session->model().tensors.size()) return FSDP_RT_NOT_FOUND;
  *out_memory = session->TensorMemory(tensor);
  return FSDP_RT_OK;
}

fsdp_rt_status fsdp_rt_session_set_scalar(fsdp_rt_session* session, const char* name, double value,
                                          fsdp_rt_error* out_error) {
  return Guard(out_error, [&] { return session->SetScalar(name, &value, nullptr); });
}

fsdp_rt_status fsdp_rt_session_get_scalar(fsdp_rt_session* session, const char* name, double* out_value,
                                          fsdp_rt_error* out_error) {
  return Guard(out_error, [&] { return session->SetScalar(name, nullptr, out_value); });
}

fsdp_rt_status fsdp_rt_session_bind(fsdp_rt_session* session, uint32_t binding, void* memory, uint64_t bytes,
                                    fsdp_rt_error* out_error) {
  return Guard(out_error, [&] { return session->Bind(binding, memory, bytes, nullptr); });
}

fsdp_rt_status fsdp_rt_session_run(fsdp_rt_session* session, uint32_t entry, const fsdp_rt_fences* fences,
                                   fsdp_rt_error* out_error) {
  return Guard(out_error, [&] { return session->Run(entry, fences); });
}

void fsdp_rt_session_abort(fsdp_rt_session* session, const char* why) { session->Abort(why); }

fsdp_rt_status fsdp_rt_session_set_comm(fsdp_rt_session* session, fsdp_rt_comm* comm, fsdp_rt_error* out_error) {
  return Guard(out_error, [&] { return session->SetComm(comm); });
}

fsdp_rt_status fsdp_rt_session_read_slot(fsdp_rt_session* session, uint32_t group, void* out_slot, uint64_t bytes,
                                         fsdp_rt_error* out_error) {
  return Guard(out_error, [&]() -> Status {
    if (group >= session->model().groups.size())
      return Error(FSDP_RT_NOT_FOUND, "group ", group, ", the plan has ", session->model().groups.size());
    if (!session->options().keep_slots)
      return Error(FSDP_RT_UNSUPPORTED, "slots are not kept; set keep_slots in the session's options");
    const std::vector<uint8_t>& slot = session->kept_slot(group);
    if (bytes != slot.size())
      return Error(FSDP_RT_INVALID_ARGUMENT, "slot of group '", session->model().groups[group].name, "': ", bytes,
                   " bytes, expected ", slot.size());
    if (session->stream_state()) return session->ReadMemory(out_slot, session->stream_state()->kept_slot(group), bytes);
    std::copy(slot.begin(), slot.end(), static_cast<uint8_t*>(out_slot));
    return {};
  });
}

}  // extern "C"
