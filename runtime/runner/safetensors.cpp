// safetensors.cpp - reads tensors by name
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/safetensors.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "runner/dtype.h"
#include "runner/mapped_file.h"

namespace fsdp_rt::runner {
namespace {

using nlohmann::json;

constexpr uint64_t kMaxHeaderBytes = 100'000'000;

// Parses JSON and refuses a key that appears twice at the top, which a plain
// parse would silently resolve.
Status ParseHeader(const std::string& path, const char* text, uint64_t bytes, json* out) {
  std::set<std::string> seen;
  std::string twice;
  auto callback = [&](int depth, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::key && depth == 1 && !seen.insert(parsed.get<std::string>()).second)
      twice = parsed.get<std::string>();
    return true;
  };
  *out = json::parse(text, text + bytes, callback, /*allow_exceptions=*/false);
  if (out->is_discarded() || !out->is_object())
    return Status::User(path + ": the header is not a JSON object; the file is damaged or not a safetensors file");
  if (!twice.empty()) return Status::User(path + ": tensor '" + twice + "' appears twice in the header");
  return {};
}

struct Placed {
  uint64_t begin, end;
  const std::string* name;
};

Status ParseTensor(const std::string& path, const std::string& name, const json& entry, const std::byte* data,
                   uint64_t data_bytes, TensorView* out, uint64_t* begin) {
  const std::string where = path + ": tensor '" + name + "'";
  auto malformed = [&](const char* what) {
    return Status::User(where + ": " + what + " in the header; the file is damaged");
  };
  if (!entry.is_object()) return malformed("not an object");
  const auto dtype = entry.find("dtype"), shape = entry.find("shape"), offsets = entry.find("data_offsets");
  if (dtype == entry.end() || !dtype->is_string()) return malformed("no dtype");
  if (shape == entry.end() || !shape->is_array()) return malformed("no shape");
  if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2 || !(*offsets)[0].is_number_unsigned() ||
      !(*offsets)[1].is_number_unsigned())
    return malformed("no data_offsets [begin, end]");
  const auto parsed = ParseSafetensorsName(dtype->get<std::string>());
  if (!parsed)
    return Status::User(where + " has dtype '" + dtype->get<std::string>() +
                        "'; expected F32, F64, BF16, F16, F8_E4M3, F8_E5M2, I64, I32, I16, I8, U8 or BOOL");
  out->dtype = *parsed;
  for (const json& extent : *shape) {
    if (!extent.is_number_unsigned() || extent.get<uint64_t>() > INT64_MAX)
      return malformed("an extent that is no size");
    out->shape.push_back(extent.get<int64_t>());
  }
  const uint64_t end = (*offsets)[1].get<uint64_t>();
  *begin = (*offsets)[0].get<uint64_t>();
  if (*begin > end || end > data_bytes)
    return Status::User(where + " lies at bytes " + std::to_string(*begin) + " to " + std::to_string(end) +
                        ", but the file holds " + std::to_string(data_bytes) +
                        " bytes of data; it is truncated or damaged");
  const auto elements = ElementCount(out->shape);
  uint64_t expected = 0;
  if (!elements || __builtin_mul_overflow(*elements, SizeOf(out->dtype), &expected) || expected != end - *begin)
    return Status::User(where + " of dtype " + SafetensorsName(out->dtype) + " and shape " + ShapeText(out->shape) +
                        " takes " + std::to_string(end - *begin) + " bytes in the header; expected " +
                        std::to_string(expected));
  out->data = data + *begin;
  out->bytes = expected;
  return {};
}

Status CheckPlacement(const std::string& path, std::vector<Placed> placed, uint64_t data_bytes) {
  std::sort(placed.begin(), placed.end(),
            [](const Placed& a, const Placed& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
  uint64_t end = 0;
  const std::string* last = nullptr;
  for (const Placed& p : placed) {
    if (p.begin < end)
      return Status::User(path + ": tensors '" + *last + "' and '" + *p.name + "' overlap; the file is damaged");
    if (p.begin > end)
      return Status::User(path + ": " + std::to_string(p.begin - end) + " bytes before tensor '" + *p.name +
                          "' belong to no tensor; the file is damaged");
    end = p.end;
    last = p.name;
  }
  if (end != data_bytes)
    return Status::User(path + ": the header describes " + std::to_string(end) + " bytes of data, the file holds " +
                        std::to_string(data_bytes));
  return {};
}

}  // namespace

const TensorView* SafetensorsSet::Find(std::string_view name) const {
  const auto it = tensors_.find(name);
  return it == tensors_.end() ? nullptr : &it->second;
}

Status SafetensorsSet::AddFile(const std::string& path) {
  MappedFile file;
  FSDP_RT_RETURN_IF_ERROR(MappedFile::Open(path, "a safetensors file", &file));
  uint64_t header_bytes = 0;
  if (file.bytes < sizeof header_bytes)
    return Status::User(path + " holds " + std::to_string(file.bytes) + " bytes; expected a safetensors file");
  std::memcpy(&header_bytes, file.data, sizeof header_bytes);
  if (header_bytes > kMaxHeaderBytes)
    return Status::User(path + ": the header claims " + std::to_string(header_bytes) + " bytes, more than " +
                        std::to_string(kMaxHeaderBytes) + "; this is not a safetensors file");
  if (header_bytes > file.bytes - sizeof header_bytes)
    return Status::User(path + " is truncated: the header claims " + std::to_string(header_bytes) +
                        " bytes, the file holds " + std::to_string(file.bytes));
  json header;
  FSDP_RT_RETURN_IF_ERROR(
      ParseHeader(path, reinterpret_cast<const char*>(file.data) + sizeof header_bytes, header_bytes, &header));
  const std::byte* data = file.data + sizeof header_bytes + header_bytes;
  const uint64_t data_bytes = file.bytes - sizeof header_bytes - header_bytes;
  std::vector<Placed> placed;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    TensorView view{};
    uint64_t begin = 0;
    FSDP_RT_RETURN_IF_ERROR(ParseTensor(path, name, entry, data, data_bytes, &view, &begin));
    const uint64_t end = begin + view.bytes;
    const auto [it, inserted] = tensors_.emplace(name, std::move(view));
    if (!inserted) return Status::User(path + ": tensor '" + name + "' is also in another file of " + path_);
    placed.push_back({begin, end, &it->first});
  }
  FSDP_RT_RETURN_IF_ERROR(CheckPlacement(path, std::move(placed), data_bytes));
  mappings_.push_back(std::move(file.memory));
  return {};
}

Status SafetensorsSet::AddIndex(const std::string& folder, const std::string& index) {
  std::ifstream stream(index);
  const json parsed = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!parsed.is_object() || !parsed.contains("weight_map") || !parsed["weight_map"].is_object())
    return Status::User(index + ": expected a JSON object with 'weight_map'");
  std::map<std::string, std::string> file_of;
  std::set<std::string> files;
  for (const auto& [name, file] : parsed["weight_map"].items()) {
    if (!file.is_string() || file.get<std::string>().find('/') != std::string::npos)
      return Status::User(index + ": the file of tensor '" + name + "' is not a plain file name");
    file_of[name] = file.get<std::string>();
    files.insert(file.get<std::string>());
  }
  for (const std::string& file : files) FSDP_RT_RETURN_IF_ERROR(AddFile(folder + "/" + file));
  for (const auto& [name, file] : file_of)
    if (!Find(name)) return Status::User(index + ": tensor '" + name + "' is not in " + folder + "/" + file);
  return {};
}

Status SafetensorsSet::Open(const std::string& path, SafetensorsSet* out) {
  SafetensorsSet set;
  set.path_ = path;
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return Status::User("cannot open " + path + ": " + std::strerror(errno));
  if (S_ISDIR(info.st_mode)) {
    const std::string index = path + "/model.safetensors.index.json", single = path + "/model.safetensors";
    if (access(index.c_str(), R_OK) == 0) {
      FSDP_RT_RETURN_IF_ERROR(set.AddIndex(path, index));
    } else if (access(single.c_str(), R_OK) == 0) {
      FSDP_RT_RETURN_IF_ERROR(set.AddFile(single));
    } else {
      return Status::User("the folder " + path + " has neither model.safetensors.index.json nor model.safetensors");
    }
  } else {
    FSDP_RT_RETURN_IF_ERROR(set.AddFile(path));
  }
  *out = std::move(set);
  return {};
}

}  // namespace fsdp_rt::runner
