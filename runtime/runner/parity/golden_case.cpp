// golden_case.cpp - what a golden case says in its case.json
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/golden_case.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>

namespace fsdp_rt::runner {
namespace {

using nlohmann::json;

bool IsSet(const json& value) {
  return !(value.is_null() || (value.is_boolean() && !value.get<bool>()) || (value.is_string() && value == "None") ||
           ((value.is_array() || value.is_object()) && value.empty()));
}

// The shortest text that reads back as the same number.
std::string Number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

// The compiler's name of the dtype under `key`, empty where there is none; nothing for a
// dtype that it does not know.
std::optional<std::string> DTypeName(const json& spec, const char* key) {
  if (!spec.contains(key) || !IsSet(spec[key])) return "";
  static const std::map<std::string, std::string> kNames = {
      {"torch.float32", "f32"}, {"torch.bfloat16", "bf16"}, {"torch.float16", "f16"}};
  const auto it = spec[key].is_string() ? kNames.find(spec[key].get<std::string>()) : kNames.end();
  return it == kNames.end() ? std::nullopt : std::optional(it->second);
}

// What a case can ask for that the compiler cannot do; empty where it can.
std::string Unsupported(const json& spec) {
  for (const char* key : {"param_dtype", "reduce_dtype"})
    if (!DTypeName(spec, key))
      return std::string(key) + " " + (spec[key].is_string() ? spec[key].get<std::string>() : spec[key].dump());
  return "";
}

// "adamw(lr=0.01,betas=0.9:0.95,...)", as --optimizer takes it.
Status OptimizerText(const json& spec, std::string* out) {
  std::string name = spec.value("name", "");
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  if (name != "sgd" && name != "adam" && name != "adamw") return Status::User("not supported yet: optimizer " + name);
  std::string settings;
  auto add = [&](const char* key, const std::string& value) {
    settings += (settings.empty() ? "" : ",") + std::string(key) + "=" + value;
  };
  for (const char* key : {"lr", "weight_decay", "eps", "momentum", "dampening"})
    if (spec.contains(key) && spec[key].is_number()) add(key, Number(spec[key].get<double>()));
  if (spec.contains("betas")) add("betas", Number(spec["betas"].at(0)) + ":" + Number(spec["betas"].at(1)));
  for (const char* key : {"nesterov", "amsgrad", "maximize"})
    if (spec.contains(key) && IsSet(spec[key])) add(key, "true");
  *out = name + "(" + settings + ")";
  return {};
}

void ReadLosses(const json& results, std::vector<std::string>* out) {
  for (const json& result : results) {
    const std::string name = result.get<std::string>();
    if (name == "loss") out->push_back("");
    if (name.starts_with("loss.")) out->push_back(name.substr(5));
  }
}

Status Fill(const json& spec, GoldenCase* out) {
  out->name = spec.at("name").get<std::string>();
  out->steps = spec.at("steps").get<uint64_t>();
  for (const json& extent : spec.at("mesh")) {
    out->ranks *= extent.get<uint32_t>();
    out->grid += (out->grid.empty() ? "" : "x") + std::to_string(extent.get<uint32_t>());
  }
  // A third dimension is a model's.
  out->data_ranks = out->ranks;
  if (spec.at("mesh").size() > 2) out->data_ranks /= spec.at("mesh").back().get<uint32_t>();
  out->microbatches = spec.value("microbatches", 1);
  out->scatters = spec.contains("accumulate") && IsSet(spec["accumulate"]);
  out->counts = spec.contains("token_count") && IsSet(spec["token_count"]);
  if (spec.contains("ignored") && IsSet(spec["ignored"]))
    out->ignored = spec["ignored"].get<std::vector<std::string>>();
  out->several_grids = spec.contains("param_grid") && IsSet(spec["param_grid"]);
  out->groups = spec.at("groups").get<std::vector<std::vector<std::string>>>();
  for (const char* key : {"frozen", "unused"})
    if (spec.contains(key))
      for (const json& name : spec[key]) out->still.insert(name.get<std::string>());
  if (spec.contains("frozen"))
    for (const json& name : spec["frozen"]) out->frozen.insert(name.get<std::string>());
  if (spec.contains("buffers") && IsSet(spec["buffers"]))
    for (const auto& [name, kind] : spec["buffers"].items()) out->buffers[name] = kind.is_string() ? kind : json("");
  if (spec.contains("eval") && IsSet(spec["eval"])) {
    out->evaluates = true;
    if (spec["eval"].contains("results"))
      for (const json& result : spec["eval"]["results"]) {
        const std::string name = result.get<std::string>();
        if (name.starts_with("metric.")) out->metrics.push_back(name.substr(7));
      }
  }
  ReadLosses(spec.at("results"), &out->losses);
  out->gradient_steps = spec.at("saved_steps").at("grad").get<std::vector<uint64_t>>();
  out->parameter_steps = spec.at("saved_steps").at("param").get<std::vector<uint64_t>>();
  for (const auto& [kind, difference] : spec.at("noise").at("float64").items())
    out->noise[kind] = difference.at("max_rel").get<double>();
  if (spec.contains("clip_grad_norm") && IsSet(spec["clip_grad_norm"])) {
    out->clips = true;
    out->clip_grad_norm = Number(spec["clip_grad_norm"].get<double>());
    if (spec.contains("clip_norm_type")) {
      const json& type = spec["clip_norm_type"];
      out->clip_grad_norm += ":" + (type.is_string() ? type.get<std::string>() : type.dump());
    }
  }
  // FSDP2's force_sum_reduction only says how the same number is computed.
  if (spec.contains("gradient_divide_factor") && IsSet(spec["gradient_divide_factor"]))
    out->grad_divide = Number(spec["gradient_divide_factor"].get<double>());
  if (spec.contains("prefetch") && IsSet(spec["prefetch"]))
    out->prefetch = std::to_string(spec["prefetch"].at("forward").get<uint32_t>()) + "," +
                    std::to_string(spec["prefetch"].at("backward").get<uint32_t>());
  if (spec.contains("reshard_after_forward")) {
    const json& reshard = spec["reshard_after_forward"];
    out->reshard_after_forward = reshard.is_null()     ? "default"
                                 : reshard.is_number() ? reshard.dump()
                                 : reshard.get<bool>() ? "true"
                                                       : "false";
  }
  if (const auto dtype = DTypeName(spec, "param_dtype"); dtype && !dtype->empty()) out->compute_dtype = *dtype;
  out->reduce_dtype = DTypeName(spec, "reduce_dtype").value_or("");
  if (spec.contains("loss_scale") && IsSet(spec["loss_scale"])) out->loss_scale = Number(spec["loss_scale"]);
  return OptimizerText(spec.at("optimizer"), &out->optimizer);
}

}  // namespace

bool GoldenCase::Has(const std::string& file) const { return access(File(file).c_str(), R_OK) == 0; }

bool GoldenCase::IsParameter(const std::string& tensor) const {
  const auto belongs = [&](const std::string& parameter) {
    return tensor == parameter ||
           (tensor.size() > parameter.size() && tensor.starts_with(parameter) && tensor[parameter.size()] == '.');
  };
  if (std::any_of(ignored.begin(), ignored.end(), belongs)) return true;
  return std::any_of(groups.begin(), groups.end(), [&](const std::vector<std::string>& group) {
    return std::any_of(group.begin(), group.end(), belongs);
  });
}

std::optional<uint32_t> GoldenCase::GroupOf(const std::string& parameter) const {
  for (uint32_t i = 0; i < groups.size(); ++i)
    if (std::find(groups[i].begin(), groups[i].end(), parameter) != groups[i].end()) return i;
  return std::nullopt;
}

Status GoldenCase::Read(const std::string& folder, GoldenCase* out) {
  GoldenCase result;
  result.folder = folder;
  while (result.folder.size() > 1 && result.folder.back() == '/') result.folder.pop_back();
  const std::string path = result.File("case.json");
  std::ifstream stream(path);
  if (!stream) return Status::User("cannot open " + path + "; expected the folder of a golden case");
  const json spec = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!spec.is_object()) return Status::User(path + ": expected a JSON object");
  if (const std::string feature = Unsupported(spec); !feature.empty())
    return Status::User("not supported yet: " + feature + ", which " + path + " asks for");
  try {
    FSDP_RT_RETURN_IF_ERROR(Fill(spec, &result));
  } catch (const json::exception& error) {
    return Status::User(path + ": " + error.what());
  }
  *out = std::move(result);
  return {};
}

}  // namespace fsdp_rt::runner
