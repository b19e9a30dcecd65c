// token_batches.cpp - batches cut out of one long row of tokens
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>
#include <string_view>

#include "runner/batch_source.h"
#include "runner/dtype.h"
#include "runner/mapped_file.h"

namespace fsdp_rt::runner {
namespace {

uint64_t TokenBytes(TokenType type) { return type == TokenType::kU16 ? 2 : type == TokenType::kI32 ? 4 : 8; }

Status ParseType(const std::string& path, const std::string& type, TokenType* out) {
  std::string name = type;
  if (name.empty()) {
    const size_t dot = path.rfind('.');
    name = dot == std::string::npos ? "" : path.substr(dot + 1);
    if (name != "i32" && name != "i64") name = "u16";
  }
  if (name != "u16" && name != "i32" && name != "i64")
    return Status::User("--data-type " + type + ": expected u16, i32 or i64");
  *out = name == "u16" ? TokenType::kU16 : name == "i32" ? TokenType::kI32 : TokenType::kI64;
  return {};
}

}  // namespace

Status TokenBatches::Open(const std::string& path, const std::string& type, const Plan& plan, uint32_t microbatches,
                          std::unique_ptr<BatchSource>* out) {
  auto source = std::make_unique<TokenBatches>();
  FSDP_RT_RETURN_IF_ERROR(ParseType(path, type, &source->type_));
  MappedFile file;
  FSDP_RT_RETURN_IF_ERROR(MappedFile::Open(path, "raw little-endian tokens", &file));
  source->path_ = path;
  source->mapping_ = file.memory;
  source->ranks_ = plan.data_ranks();
  source->microbatches_ = microbatches;
  if (file.bytes % TokenBytes(source->type_) != 0)
    return Status::User(path + " holds " + std::to_string(file.bytes) + " bytes, not a multiple of the " +
                        std::to_string(TokenBytes(source->type_)) + " bytes of a token; choose --data-type");
  source->count_ = file.bytes / TokenBytes(source->type_);
  for (const fsdp_rt_binding_info& binding : plan.bindings()) {
    if (binding.kind != FSDP_RT_BIND_BATCH) continue;
    const std::string_view name = binding.name;
    if (name != "tokens" && name != "targets")
      return Status::User("--data gives the batch arguments 'tokens' and 'targets'; the step also takes '" +
                          std::string(name) + "': use --batch");
    if (binding.rank != 2 || (binding.dtype != FSDP_RT_I64 && binding.dtype != FSDP_RT_I32))
      return Status::User("--data: the batch argument '" + std::string(name) + "' is " +
                          SafetensorsName(binding.dtype) + " " + ShapeText(ShapeOf(binding)) +
                          "; expected I64 or I32 [rows, length]");
    const uint64_t rows = binding.shape[0], length = binding.shape[1];
    if (source->length_ != 0 && (rows != source->rows_ || length != source->length_))
      return Status::User("--data: 'tokens' and 'targets' differ in shape; use --batch");
    source->rows_ = rows;
    source->length_ = length;
  }
  if (source->length_ == 0) return Status::User("--data: the step takes no 'tokens'; use --batch");
  source->windows_ = source->count_ == 0 ? 0 : (source->count_ - 1) / source->length_;
  if (source->windows_ == 0)
    return Status::User(path + " holds " + std::to_string(source->count_) + " tokens; one row takes " +
                        std::to_string(source->length_ + 1));
  *out = std::move(source);
  return {};
}

int64_t TokenBatches::Token(uint64_t index) const {
  const auto* at = static_cast<const std::byte*>(mapping_.get()) + index * TokenBytes(type_);
  if (type_ == TokenType::kU16) {
    uint16_t value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }
  if (type_ == TokenType::kI32) {
    int32_t value;
    std::memcpy(&value, at, sizeof value);
    return value;
  }
  int64_t value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

void TokenBatches::Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const {
  const uint64_t shift = std::string_view(binding.name) == "targets" ? 1 : 0;
  for (uint64_t row = 0; row < rows_; ++row) {
    const uint64_t number = batch.step * microbatches_ + batch.micro;
    const uint64_t window = ((number * ranks_ + rank) * rows_ + row) % windows_;
    for (uint64_t i = 0; i < length_; ++i) {
      const int64_t token = Token(window * length_ + i + shift);
      if (binding.dtype == FSDP_RT_I64) {
        static_cast<int64_t*>(memory)[row * length_ + i] = token;
      } else {
        static_cast<int32_t*>(memory)[row * length_ + i] = static_cast<int32_t>(token);
      }
    }
  }
}

std::string TokenBatches::Notice(uint64_t steps) const {
  const uint64_t per_step = uint64_t{microbatches_} * ranks_ * rows_;
  if (steps * per_step <= windows_) return "";
  return path_ + " has " + std::to_string(windows_) + " rows of " + std::to_string(length_) + " tokens, " +
         std::to_string(windows_ / per_step) + " steps; they are used again after that";
}

}  // namespace fsdp_rt::runner
