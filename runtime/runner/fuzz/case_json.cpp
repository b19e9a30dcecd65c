// case_json.cpp - a random case as a file, to be run again or cut down by hand
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <nlohmann/json.hpp>

#include "runner/fuzz/fuzz_case.h"

namespace fsdp_rt::runner {

using nlohmann::json;

NLOHMANN_JSON_SERIALIZE_ENUM(ElementType, {{ElementType::kF32, "f32"},
                                           {ElementType::kBF16, "bf16"},
                                           {ElementType::kF16, "f16"},
                                           {ElementType::kI64, "i64"}})
NLOHMANN_JSON_SERIALIZE_ENUM(Function, {{Function::kTanh, "tanh"},
                                        {Function::kSigmoid, "sigmoid"},
                                        {Function::kSquareRelu, "square_relu"}})
NLOHMANN_JSON_SERIALIZE_ENUM(LayerSpec::Kind, {{LayerSpec::Kind::kLinear, "linear"},
                                               {LayerSpec::Kind::kEmbedding, "embedding"},
                                               {LayerSpec::Kind::kMlp, "mlp"},
                                               {LayerSpec::Kind::kGate, "gate"},
                                               {LayerSpec::Kind::kNorm, "norm"},
                                               {LayerSpec::Kind::kHeads, "heads"},
                                               {LayerSpec::Kind::kTied, "tied"},
                                               {LayerSpec::Kind::kUnused, "unused"}})
NLOHMANN_JSON_SERIALIZE_ENUM(OptimizerRule::Kind, {{OptimizerRule::Kind::kAdamW, "adamw"},
                                                   {OptimizerRule::Kind::kAdam, "adam"},
                                                   {OptimizerRule::Kind::kSgd, "sgd"}})
// What a file leaves out is as in the structs' own defaults.
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ParameterTraits, dim, extension, reduce_extension, init, stored, form,
                                                shards, frozen, ignored, wide, two, shared_gradient)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(LayerSpec, kind, width, bias, residual, split, activation, group,
                                                parameters)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(OptimizerRule, pattern, kind, lr, weight_decay, beta1, beta2, eps,
                                                momentum, dampening, nesterov)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(FuzzCase, seed, replicas, shards, models, rows, features, layers,
                                                compute, named_products, counts, loss_scale, scale_interval, buffers,
                                                counters, metrics, evaluates, ema, seeded, optimizer, clip, clip_order,
                                                reduce_dtype, grad_divide, reshard, prefetch, schedule, memory_budget,
                                                recompute, optimizer_statistics, steps, microbatches, scatters,
                                                buffered, poison, ordered_gemm)

std::string FuzzCase::ToJson() const { return json(*this).dump(1) + "\n"; }

Status FuzzCase::FromJson(const std::string& text, const std::string& where, FuzzCase* out) {
  try {
    *out = json::parse(text).get<FuzzCase>();
  } catch (const json::exception& error) {
    return Status::User(where + ": " + error.what());
  }
  if (!IsModel(*out)) return Status::User(where + ": the layers make no model that can be trained");
  return {};
}

}  // namespace fsdp_rt::runner
