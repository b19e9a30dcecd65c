// initial_values.cpp - gives parameters their first values
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/initial_values.h"

#include <cmath>
#include <numbers>
#include <set>

#include "runner/dtype.h"

namespace fsdp_rt::runner {
namespace {

constexpr float kStandardDeviation = 0.02f;

bool IsInitialized(const fsdp_rt_tensor_info& tensor) {
  return tensor.role == FSDP_RT_ROLE_PARAM || tensor.role == FSDP_RT_ROLE_BUFFER;
}

// SplitMix64 (Steele, Lea, Flood 2014): a bijection that passes BigCrush on counters.
uint64_t Mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

uint64_t KeyOf(uint64_t seed, const std::string& name) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (unsigned char c : name) hash = (hash ^ c) * 0x100000001b3;
  return Mix(Mix(seed) ^ hash);
}

// Box-Muller on two draws of 32 bits.
float NormalAt(uint64_t key, uint64_t element) {
  const uint64_t bits = Mix(key + element);
  const double u = (static_cast<double>(bits >> 32) + 0.5) * 0x1p-32,
               v = static_cast<double>(bits & 0xffffffff) * 0x1p-32;
  return static_cast<float>(std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v)) * kStandardDeviation;
}

std::string NamesOf(const std::set<std::string>& names) {
  std::string text;
  size_t shown = 0;
  for (const std::string& name : names) {
    if (shown++ == 5) return text + " and " + std::to_string(names.size() - 5) + " more";
    text += (shown > 1 ? ", '" : "'") + name + "'";
  }
  return text;
}

}  // namespace

Status CheckInitialValues(const Plan& plan, const SafetensorsSet& values, bool allow_extra) {
  std::set<std::string> missing, extra;
  for (const auto& [name, tensor] : values.tensors()) extra.insert(name);
  for (const fsdp_rt_tensor_info& tensor : plan.tensors()) {
    if (!IsInitialized(tensor)) continue;
    extra.erase(tensor.name);
    const TensorView* value = values.Find(tensor.name);
    const std::vector<int64_t> shape = ShapeOf(tensor);
    if (!value) {
      missing.insert(tensor.name);
    } else if (value->shape != shape) {
      return Status::User(values.path() + ": tensor '" + tensor.name + "' has shape " + ShapeText(value->shape) +
                          "; the plan expects the full, unsharded shape " + ShapeText(shape));
    } else if (value->dtype != tensor.dtype) {
      return Status::User(values.path() + ": tensor '" + tensor.name + "' is " + SafetensorsName(value->dtype) +
                          "; the plan stores it as " + SafetensorsName(tensor.dtype) + ": convert the file");
    }
  }
  if (!missing.empty())
    return Status::User(values.path() + " lacks " + std::to_string(missing.size()) +
                        " tensor(s) of the plan: " + NamesOf(missing));
  if (!extra.empty() && !allow_extra)
    return Status::User(values.path() + " has " + std::to_string(extra.size()) +
                        " tensor(s) that the plan does not know: " + NamesOf(extra) +
                        "; remove them, or pass --init-allow-extra");
  return {};
}

Status WriteInitialValues(TrainingRun* run, const SafetensorsSet& values) {
  for (uint32_t i = 0; i < run->plan().tensors().size(); ++i) {
    const fsdp_rt_tensor_info& tensor = run->plan().tensors()[i];
    if (IsInitialized(tensor)) FSDP_RT_RETURN_IF_ERROR(run->WriteTensor(i, values.Find(tensor.name)->data));
  }
  return {};
}

float SeededNormal(uint64_t seed, const std::string& name, uint64_t element) {
  return NormalAt(KeyOf(seed, name), element);
}

Status WriteSeededValues(TrainingRun* run, uint64_t seed) {
  std::vector<float> values;
  for (uint32_t i = 0; i < run->plan().tensors().size(); ++i) {
    const fsdp_rt_tensor_info& tensor = run->plan().tensors()[i];
    if (!IsInitialized(tensor)) continue;
    if (tensor.dtype != FSDP_RT_F32 || tensor.role != FSDP_RT_ROLE_PARAM)
      return Status::User(std::string("not supported yet: --seed for ") + SafetensorsName(tensor.dtype) +
                          (tensor.role == FSDP_RT_ROLE_PARAM ? " parameter '" : " buffer '") + tensor.name +
                          "'; use --init");
    const std::string name = tensor.name;
    const uint64_t key = KeyOf(seed, name);
    values.resize(ElementCount({tensor.shape, tensor.rank}).value_or(0));
    for (uint64_t e = 0; e < values.size(); ++e)
      values[e] = tensor.rank > 1 ? NormalAt(key, e) : name.ends_with("bias") ? 0.0f : 1.0f;
    FSDP_RT_RETURN_IF_ERROR(run->WriteTensor(i, values.data()));
  }
  return {};
}

}  // namespace fsdp_rt::runner
