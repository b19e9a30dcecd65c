// safetensors_writer.cpp - writes tensors by name, all or nothing
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <nlohmann/json.hpp>

#include "runner/atomic_file.h"
#include "runner/dtype.h"
#include "runner/safetensors.h"

namespace fsdp_rt::runner {

Status WriteSafetensors(const std::string& path, const std::vector<TensorEntry>& tensors) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  uint64_t offset = 0;
  for (const TensorEntry& tensor : tensors) {
    const uint64_t bytes = ElementCount(tensor.shape).value_or(0) * SizeOf(tensor.dtype);
    if (header.contains(tensor.name)) return Status::Ours("tensor '" + tensor.name + "' would be written twice");
    header[tensor.name] = {
        {"dtype", SafetensorsName(tensor.dtype)}, {"shape", tensor.shape}, {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.append((8 - text.size() % 8) % 8, ' ');  // so that the data is aligned
  const uint64_t header_bytes = text.size();

  AtomicFile file;
  FSDP_RT_RETURN_IF_ERROR(AtomicFile::Create(path, &file));
  FSDP_RT_RETURN_IF_ERROR(file.Write(&header_bytes, sizeof header_bytes));
  FSDP_RT_RETURN_IF_ERROR(file.Write(text.data(), text.size()));
  for (const TensorEntry& tensor : tensors)
    FSDP_RT_RETURN_IF_ERROR(file.Write(tensor.data, ElementCount(tensor.shape).value_or(0) * SizeOf(tensor.dtype)));
  return file.Commit();
}

}  // namespace fsdp_rt::runner
