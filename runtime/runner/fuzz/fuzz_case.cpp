// fuzz_case.cpp - a model, a grid and every choice of how to train it: one random case
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/fuzz_case.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <set>

namespace fsdp_rt::runner {
namespace {

// The shortest text that reads back as the same number.
std::string Number(double value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

// A layer's parameters by name, given what enters it.
std::vector<std::pair<std::string, Shape>> ShapesOf(const LayerSpec& layer, int64_t features) {
  using Kind = LayerSpec::Kind;
  switch (layer.kind) {
    case Kind::kEmbedding:
      return {{"table", {layer.width, features}}};
    case Kind::kLinear:
      if (!layer.bias) return {{"weight", {layer.width, features}}};
      return {{"weight", {layer.width, features}}, {"bias", {layer.width}}};
    case Kind::kMlp:
      if (!layer.bias) return {{"in.weight", {layer.width, features}}, {"out.weight", {features, layer.width}}};
      return {{"in.weight", {layer.width, features}},
              {"in.bias", {layer.width}},
              {"out.weight", {features, layer.width}},
              {"out.bias", {features}}};
    case Kind::kGate:
      return {{"gate", {features, features}}};
    case Kind::kNorm:
      return {{"scale", {features}}};
    case Kind::kHeads:
      return {{"heads", {layer.width, features / layer.width, features / layer.width}}};
    case Kind::kUnused:
      return {{"unused", {layer.width, 3}}};
    case Kind::kTied:
      return {};
  }
  return {};
}

// Of an mlp: hidden features are the rows of what makes them, and the columns of what reads them.
int64_t ModelDimOf(const std::string& name) { return name == "out.bias" ? -1 : name == "out.weight" ? 1 : 0; }

int64_t FeaturesAfter(const FuzzCase& spec, const LayerSpec& layer, int64_t features) {
  if (layer.kind == LayerSpec::Kind::kLinear) return layer.width;
  return layer.kind == LayerSpec::Kind::kTied ? spec.layers[0].width : features;
}

bool Fits(const FuzzCase& spec, size_t number, int64_t features) {
  const LayerSpec& layer = spec.layers[number];
  if (layer.width < 1 || layer.parameters.size() != ParameterCount(layer)) return false;
  switch (layer.kind) {
    case LayerSpec::Kind::kEmbedding:
      return number == 0;
    case LayerSpec::Kind::kTied:
      return number > 0 && spec.layers[0].kind == LayerSpec::Kind::kEmbedding && features == spec.features;
    case LayerSpec::Kind::kHeads:
      return features % layer.width == 0;
    case LayerSpec::Kind::kMlp:
      return !layer.split || layer.width % spec.models == 0;
    default:
      return !layer.split;
  }
}

const char* KindText(OptimizerRule::Kind kind) {
  return kind == OptimizerRule::Kind::kSgd ? "sgd" : kind == OptimizerRule::Kind::kAdam ? "adam" : "adamw";
}

}  // namespace

std::string OptimizerRule::Text() const {
  std::string text = (pattern.empty() ? "" : pattern + "=") + KindText(kind) + "(lr=" + Number(lr);
  text += ",weight_decay=" + Number(weight_decay);
  if (kind != Kind::kSgd) return text + ",betas=" + Number(beta1) + ":" + Number(beta2) + ",eps=" + Number(eps) + ")";
  if (momentum != 0) text += ",momentum=" + Number(momentum) + ",dampening=" + Number(dampening);
  return text + (nesterov ? ",nesterov=true)" : ")");
}

const char* NameOf(ElementType type) {
  constexpr const char* kNames[] = {"f32", "bf16", "f16", "i64"};
  return kNames[static_cast<int>(type)];
}

const char* NameOf(LayerSpec::Kind kind) {
  constexpr const char* kNames[] = {"embedding", "linear", "mlp", "gate", "norm", "heads", "tied", "unused"};
  return kNames[static_cast<int>(kind)];
}

bool IsStored(const ParameterTraits& traits) { return traits.extension.ends_with("_frozen"); }

bool IsOfTwo(const std::string& extension) { return extension.starts_with("two_tensor"); }

std::string BaseOf(const std::string& extension) {
  for (const char* suffix : {"_frozen", "_atomic", "_stochastic"})
    if (extension.ends_with(suffix)) return BaseOf(extension.substr(0, extension.size() - std::strlen(suffix)));
  return extension;
}

bool CanReadForms(const CaseParameter& parameter) {
  const std::string base = BaseOf(parameter.traits.extension);
  if (parameter.traits.two || parameter.traits.ignored || !parameter.used) return false;
  if (base == "fp8" || base == "fp8_rows") return true;
  return (base == "int8" || base == "mxfp8") && parameter.shape.size() == 2 && parameter.traits.dim == 0 &&
         parameter.shape[1] % kFormBlock == 0;
}

ElementType StoredType(const ParameterTraits& traits) {
  return traits.stored == "bf16" ? ElementType::kBF16 : traits.stored == "f16" ? ElementType::kF16 : ElementType::kF32;
}

ElementType ReadType(const FuzzCase& spec, const ParameterTraits& traits) {
  return traits.wide ? ElementType::kF32 : spec.compute;
}

std::vector<CaseBuffer> BuffersOf(const FuzzCase& spec) {
  std::vector<CaseBuffer> result;
  for (size_t i = 0; i < spec.buffers.size(); ++i)
    result.push_back({"shift" + std::to_string(i), spec.buffers[i], ElementType::kF32, {OutputFeatures(spec)}});
  for (size_t i = 0; i < spec.counters.size(); ++i)
    result.push_back({"count" + std::to_string(i), spec.counters[i], ElementType::kI64, {spec.rows}});
  return result;
}

size_t ParameterCount(const LayerSpec& layer) { return ShapesOf(layer, layer.width).size(); }

std::vector<CaseParameter> ParametersOf(const FuzzCase& spec) {
  std::vector<CaseParameter> result;
  int64_t features = spec.features;
  for (size_t i = 0; i < spec.layers.size(); ++i) {
    const LayerSpec& layer = spec.layers[i];
    const auto shapes = ShapesOf(layer, features);
    for (size_t p = 0; p < shapes.size(); ++p) {
      CaseParameter parameter;
      parameter.name = "layer" + std::to_string(i) + "." + shapes[p].first;
      parameter.group = layer.group < 0 ? "" : "group" + std::to_string(layer.group);
      parameter.shape = shapes[p].second;
      parameter.traits = layer.parameters[p];
      parameter.used = layer.kind != LayerSpec::Kind::kUnused;
      if (layer.split) parameter.model_dim = ModelDimOf(shapes[p].first);
      if (!parameter.traits.two) {
        result.push_back(parameter);
        continue;
      }
      for (const char* inner : {"a", "b"}) {
        parameter.inner = inner;
        result.push_back(parameter);
      }
    }
    features = FeaturesAfter(spec, layer, features);
  }
  return result;
}

int64_t OutputFeatures(const FuzzCase& spec) {
  int64_t features = spec.features;
  for (const LayerSpec& layer : spec.layers) features = FeaturesAfter(spec, layer, features);
  return features;
}

bool IsModel(const FuzzCase& spec) {
  if (spec.layers.empty() || spec.rows < 1 || spec.features < 1 || spec.steps < 1 || spec.microbatches < 1)
    return false;
  int64_t features = spec.features;
  for (size_t i = 0; i < spec.layers.size(); ++i) {
    if (!Fits(spec, i, features)) return false;
    features = FeaturesAfter(spec, spec.layers[i], features);
  }
  bool trains = false;
  for (const CaseParameter& parameter : ParametersOf(spec)) {
    if (parameter.traits.dim >= static_cast<int64_t>(parameter.shape.size())) return false;
    if (IsStored(parameter.traits) && (!parameter.traits.frozen || !parameter.traits.stored.empty())) return false;
    if (!parameter.traits.form.empty() && !CanReadForms(parameter)) return false;
    // Codes times scales are f32, and their cast to 16 bits is of one phase, which both read.
    if (!parameter.traits.form.empty() && !parameter.traits.wide && !spec.IsWide()) return false;
    if (!parameter.traits.form.empty() && parameter.traits.form != "both" && !spec.IsWide()) return false;
    if ((parameter.traits.frozen || !parameter.used) && BaseOf(parameter.traits.extension) == "diff4") return false;
    if (spec.ranks() % spec.ShardsOf(parameter.traits) != 0 || (parameter.traits.ignored && parameter.traits.shards))
      return false;
    trains |= parameter.used && !parameter.traits.frozen;
    // What hooks of gradients and codes are of is not told apart by parts.
    const ParameterTraits& traits = parameter.traits;
    if (parameter.model_dim >= 0 &&
        (traits.ignored || IsStored(traits) || !traits.form.empty() || !traits.reduce_extension.empty()))
      return false;
    if (spec.models > 1 && (traits.shards || !spec.IsWide())) return false;
  }
  const bool splits =
      std::any_of(spec.layers.begin(), spec.layers.end(), [](const LayerSpec& layer) { return layer.split; });
  return trains && spec.ranks() >= 1 && splits == (spec.models > 1);
}

Shape CaseParameter::PartShape(uint32_t models) const {
  Shape part = shape;
  if (model_dim >= 0) part[model_dim] /= models;
  return part;
}

FuzzCase Whole(const FuzzCase& spec) {
  FuzzCase result = spec;
  result.models = 1;
  for (LayerSpec& layer : result.layers) layer.split = false;
  return result;
}

FuzzCase UnshardedAsStored(const FuzzCase& spec) {
  FuzzCase result = Whole(spec);
  result.replicas = result.shards = result.microbatches = 1;
  result.undivided = true;
  result.grad_divide = 0;
  result.reduce_dtype.clear();
  result.reshard.clear();
  result.prefetch.clear();
  result.schedule = "auto";
  result.memory_budget.clear();
  result.recompute = result.optimizer_statistics = false;
  for (LayerSpec& layer : result.layers)
    for (ParameterTraits& traits : layer.parameters) {
      traits.extension.clear();
      traits.reduce_extension.clear();
      traits.form.clear();
      traits.dim = 0;
      traits.shards = 0;
    }
  return result;
}

FuzzCase Unsharded(const FuzzCase& spec) {
  FuzzCase result = UnshardedAsStored(spec);
  for (LayerSpec& layer : result.layers)
    for (ParameterTraits& traits : layer.parameters) traits.stored.clear();
  return result;
}

std::vector<std::string> CompilerFlags(const FuzzCase& spec) {
  std::vector<std::string> flags = {"--grid", spec.Grid()};
  auto add = [&](const char* flag, const std::string& value) {
    if (!value.empty()) flags.insert(flags.end(), {flag, value});
  };
  for (const OptimizerRule& rule : spec.optimizer) add("--optimizer", rule.Text());
  for (const std::string& rule : spec.reshard) add("--reshard-after-forward", rule);
  if (spec.clip > 0) add("--clip-grad-norm", Number(spec.clip) + ":" + spec.clip_order);
  if (spec.grad_divide > 0) add("--grad-divide", Number(spec.grad_divide));
  if (spec.loss_scale > 0) add("--loss-scale", spec.scale_interval > 0 ? "dynamic" : Number(spec.loss_scale));
  if (spec.ema > 0) add("--ema", Number(spec.ema));
  add("--reduce-dtype", spec.reduce_dtype);
  add("--prefetch", spec.prefetch);
  add("--schedule", spec.schedule);
  add("--memory-budget", spec.memory_budget);
  if (spec.recompute) add("--recompute", ".");
  if (spec.optimizer_statistics) add("--statistics", "optimizer");
  return flags;
}

std::string FuzzCase::Grid() const {
  return std::to_string(replicas) + "x" + std::to_string(shards) + (models > 1 ? "x" + std::to_string(models) : "");
}

std::string FuzzCase::Summary() const {
  std::set<std::string> extensions, reduce_extensions, others;
  const std::vector<CaseParameter> parameters = ParametersOf(*this);
  for (const CaseParameter& parameter : parameters)
    extensions.insert(parameter.traits.extension.empty() ? "plain" : parameter.traits.extension);
  for (const CaseParameter& parameter : parameters) reduce_extensions.insert(parameter.traits.reduce_extension);
  reduce_extensions.erase("");
  for (const CaseParameter& parameter : parameters) {
    if (!parameter.traits.stored.empty()) others.insert(", stored " + parameter.traits.stored);
    if (!parameter.traits.form.empty()) others.insert(", forms " + parameter.traits.form);
  }
  std::set<uint32_t> grids;
  for (const CaseParameter& parameter : parameters)
    if (parameter.traits.shards) grids.insert(parameter.traits.shards);
  std::string text = Grid() + " ranks, " + std::to_string(parameters.size()) + " tensors in";
  for (const LayerSpec& layer : layers) text += std::string(" ") + NameOf(layer.kind);
  text += std::string(", ") + NameOf(compute) + ",";
  for (const std::string& extension : extensions) text += " " + extension;
  for (const std::string& extension : reduce_extensions) text += " reduced " + extension;
  for (const std::string& other : others) text += other;
  for (const uint32_t own : grids) text += ", some " + std::to_string(ranks() / own) + "x" + std::to_string(own);
  for (const OptimizerRule& rule : optimizer) text += std::string(", ") + KindText(rule.kind);
  for (const std::string& rule : reshard) text += ", reshard " + rule;
  if (clip > 0) text += ", clip:" + clip_order;
  if (microbatches > 1)
    text += ", " + std::to_string(microbatches) + (scatters ? " scattered" : " whole") + " microbatches";
  if (counts) text += ", counts";
  if (loss_scale > 0) text += scale_interval > 0 ? ", dynamic loss scale" : ", loss scale";
  for (const std::string& reduce : buffers) text += ", buffer:" + reduce;
  for (const std::string& reduce : counters) text += ", counter:" + reduce;
  for (const std::string& reduce : metrics) text += ", metric:" + reduce;
  if (evaluates) text += ", eval";
  if (ema > 0) text += ", ema";
  if (seeded) text += ", seeded";
  if (!reduce_dtype.empty()) text += ", reduce " + reduce_dtype;
  if (!prefetch.empty()) text += ", prefetch " + prefetch;
  if (!memory_budget.empty()) text += ", budget " + memory_budget;
  if (recompute) text += ", recompute";
  if (optimizer_statistics) text += ", statistics with the optimizer";
  return text + ", " + schedule;
}

}  // namespace fsdp_rt::runner
