// initial_values.cpp - gives parameters their first values
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/initial_values.h"

#include <set>
#include <vector>

#include "runner/dtype.h"
#include "runner/float_conversion.h"

namespace fsdp_rt::runner {
namespace {

bool IsInitialized(const fsdp_rt_tensor_info& tensor) {
  return tensor.role == FSDP_RT_ROLE_PARAM || tensor.role == FSDP_RT_ROLE_BUFFER;
}

// What every rank has of a parameter need not be in a file: then it is the parameter.
bool IsCopy(const fsdp_rt_tensor_info& tensor) { return tensor.role == FSDP_RT_ROLE_COPY; }

// Of a tensor in which a parameter is stored: the parameter itself, where `values` has that and not the tensor.
const TensorView* FindSource(const fsdp_rt_tensor_info& tensor, const SafetensorsSet& values) {
  if (tensor.source_rank == 0) return nullptr;
  const TensorView* value = values.Find(tensor.name);
  const TensorView* full = values.Find(tensor.param);
  // An only tensor may have the parameter's name, and be told by its type.
  return value && (value != full || full->dtype == tensor.dtype) ? nullptr : full;
}

Status CheckSource(const fsdp_rt_tensor_info& tensor, const TensorView& full, const std::string& path) {
  const std::vector<int64_t> shape = SourceShapeOf(tensor);
  const std::string name = path + ": parameter '" + tensor.param + "'";
  if (full.shape != shape)
    return Status::User(name + " has shape " + ShapeText(full.shape) + "; the plan expects the full, unsharded shape " +
                        ShapeText(shape));
  if (IsConvertible(full.dtype)) return {};
  return Status::User(name + " is " + SafetensorsName(full.dtype) + "; the plan makes '" + tensor.name +
                      "' of F32, BF16 or F16: convert the file");
}

// Parameters are often kept in another type than they are trained in.
bool ConvertsParam(const fsdp_rt_tensor_info& tensor, const TensorView& value) {
  return tensor.role == FSDP_RT_ROLE_PARAM && tensor.source_rank == 0 && IsConvertible(tensor.dtype) &&
         IsConvertible(value.dtype);
}

Status WriteConverted(TrainingRun* run, uint32_t tensor, const TensorView& value) {
  const fsdp_rt_tensor_info& info = run->plan().tensors()[tensor];
  if (value.dtype == info.dtype) return run->WriteTensor(tensor, value.data);
  std::vector<std::byte> converted(FullBytes(info));
  ConvertFloats(value.dtype, value.data, info.dtype, converted.data(), converted.size() / SizeOf(info.dtype));
  return run->WriteTensor(tensor, converted.data());
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
    const TensorView* value = values.Find(tensor.name);
    if (!IsInitialized(tensor) && !(IsCopy(tensor) && value)) continue;
    extra.erase(tensor.name);
    if (const TensorView* full = FindSource(tensor, values)) {
      extra.erase(tensor.param);
      FSDP_RT_RETURN_IF_ERROR(CheckSource(tensor, *full, values.path()));
      continue;
    }
    const std::vector<int64_t> shape = ShapeOf(tensor);
    if (!value) {
      missing.insert(tensor.name);
    } else if (value->shape != shape) {
      return Status::User(values.path() + ": tensor '" + tensor.name + "' has shape " + ShapeText(value->shape) +
                          "; the plan expects the full, unsharded shape " + ShapeText(shape) +
                          (tensor.source_rank > 0 ? ", which holds what each of its ranks stores" : ""));
    } else if (value->dtype != tensor.dtype && !ConvertsParam(tensor, *value)) {
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
  std::set<std::string> stored;
  for (uint32_t i = 0; i < run->plan().tensors().size(); ++i) {
    const fsdp_rt_tensor_info& tensor = run->plan().tensors()[i];
    if (!IsInitialized(tensor)) continue;
    const TensorView* full = FindSource(tensor, values);
    if (!full) {
      FSDP_RT_RETURN_IF_ERROR(WriteConverted(run, i, *values.Find(tensor.name)));
    } else if (stored.insert(tensor.param).second) {
      FSDP_RT_RETURN_IF_ERROR(run->StoreParam(tensor.param, tensor.source_dim, *full));
    }
  }
  for (uint32_t i = 0; i < run->plan().tensors().size(); ++i)
    if (const TensorView* copy = values.Find(run->plan().tensors()[i].name); copy && IsCopy(run->plan().tensors()[i]))
      FSDP_RT_RETURN_IF_ERROR(run->WriteCopy(i, copy->data));
  return {};
}

Status WriteSeededValues(TrainingRun* run, uint64_t seed) {
  const Plan& plan = run->plan();
  if (!plan.FindEntry("init"))
    return Status::User("--seed: the plan has no entry 'init'; compile it anew, or pass --init FILE.safetensors");
  for (const fsdp_rt_tensor_info& tensor : plan.tensors())
    if (tensor.role == FSDP_RT_ROLE_BUFFER)
      return Status::User(std::string("not supported yet: --seed for ") + SafetensorsName(tensor.dtype) + " buffer '" +
                          tensor.name + "'; use --init");
  FSDP_RT_RETURN_IF_ERROR(run->SetScalar("seed", static_cast<double>(seed)));
  return run->RunInit();
}

}  // namespace fsdp_rt::runner
