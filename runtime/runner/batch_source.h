// batch_source.h - where each rank's local batch of a step comes from
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_BATCH_SOURCE_H_
#define FSDP_RT_RUNNER_BATCH_SOURCE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "runner/plan.h"
#include "runner/safetensors.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

struct BatchIndex {
  uint64_t step;
  uint32_t micro;  // microbatch of the step
};

class BatchSource {
 public:
  virtual ~BatchSource() = default;
  // Copies the batch argument `binding` of one rank and microbatch into `memory`. Called
  // on the ranks' threads, at the same time. Sources check everything when made.
  virtual void Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const = 0;
  // Tokens that all ranks see in one step; nothing where that has no meaning.
  virtual std::optional<uint64_t> TokensPerStep() const { return std::nullopt; }
  // Something the user should know, or empty.
  virtual std::string Notice(uint64_t steps) const { return ""; }
};

// Tensors step{i}[.micro{m}].rank{r}.{argument} of a safetensors file; `micro` stands in
// the name where a step has several microbatches. A run of more steps than the file has
// begins again with step 0.
class SafetensorsBatches : public BatchSource {
 public:
  static Status Open(const std::string& path, const Plan& plan, uint32_t microbatches,
                     std::unique_ptr<BatchSource>* out);
  void Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const override;
  std::optional<uint64_t> TokensPerStep() const override { return tokens_per_step_; }
  std::string Notice(uint64_t steps) const override;

 private:
  SafetensorsSet set_;
  uint64_t steps_ = 0;
  uint32_t microbatches_ = 1;
  std::optional<uint64_t> tokens_per_step_;
};

enum class TokenType { kU16, kI32, kI64 };

// Raw little-endian tokens, cut into windows of the sequence length; window
// (batch * ranks + rank) * rows + row, batches being microbatches one after the other, is one row of `tokens`, and the
// same window one token later the row of `targets`. After the last window it begins again.
class TokenBatches : public BatchSource {
 public:
  // `type`: "u16", "i32", "i64" or "" (by the file's extension, else u16).
  static Status Open(const std::string& path, const std::string& type, const Plan& plan, uint32_t microbatches,
                     std::unique_ptr<BatchSource>* out);
  void Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const override;
  std::optional<uint64_t> TokensPerStep() const override { return uint64_t{microbatches_} * ranks_ * rows_ * length_; }
  std::string Notice(uint64_t steps) const override;

 private:
  int64_t Token(uint64_t index) const;

  std::string path_;
  std::shared_ptr<const void> mapping_;
  TokenType type_ = TokenType::kU16;
  uint64_t count_ = 0, windows_ = 0;
  uint32_t ranks_ = 1, microbatches_ = 1;
  uint64_t rows_ = 0, length_ = 0;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_BATCH_SOURCE_H_
