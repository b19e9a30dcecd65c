// random_case.cpp - a case from a seed
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/random_case.h"

#include <algorithm>
#include <set>

#include "runner/fuzz/hook_reference.h"
#include "runner/fuzz/random.h"
#include "runner/fuzz/step_check.h"

namespace fsdp_rt::runner {
namespace {

using Kind = LayerSpec::Kind;

// Small numbers often, primes and multiples of a vector's width now and then.
int64_t Extent(Random* random) {
  return random->Chance(0.25) ? random->Pick<int64_t>({1, 2, 16, 17, 31, 32}) : random->Between(2, 13);
}

ParameterTraits RandomTraits(Random* random, const std::vector<std::string>& extensions, bool sixteen_bits) {
  ParameterTraits traits;
  traits.two = random->Chance(0.08);
  traits.shared_gradient = traits.two && random->Chance(0.5);
  if (traits.two) {
    if (random->Chance(0.6)) traits.extension = random->Pick<std::string>({"two_tensor", "two_tensor_bf16_int8"});
  } else if (random->Chance(0.5)) {
    traits.extension = random->Pick(extensions);
  }
  traits.frozen = random->Chance(0.1);
  if (traits.frozen && HasState(traits.extension)) traits.extension.clear();
  traits.ignored = !traits.two && traits.extension.empty() && random->Chance(0.08);
  traits.wide = sixteen_bits && random->Chance(0.2);
  return traits;
}

LayerSpec RandomLayer(Random* random, int64_t features) {
  LayerSpec layer;
  layer.kind = random->Pick<Kind>(
      {Kind::kLinear, Kind::kLinear, Kind::kMlp, Kind::kMlp, Kind::kGate, Kind::kNorm, Kind::kHeads, Kind::kUnused});
  layer.width = Extent(random);
  layer.bias = random->Chance(0.6);
  layer.residual = random->Chance(0.5);
  layer.activation = random->Pick<Function>({Function::kTanh, Function::kSigmoid, Function::kSquareRelu});
  if (layer.kind == Kind::kHeads) {
    std::vector<int64_t> divisors;
    for (int64_t d = 1; d <= features; ++d)
      if (features % d == 0) divisors.push_back(d);
    layer.width = random->Pick(divisors);
  }
  return layer;
}

void ChooseModel(Random* random, const std::vector<std::string>& extensions, FuzzCase* out) {
  out->rows = random->Between(1, 6);
  out->features = Extent(random);
  int64_t features = out->features;
  const size_t layers = random->Between(1, 5);
  const bool embeds = random->Chance(0.25), ties = embeds && random->Chance(0.4);
  if (embeds) {
    LayerSpec table;
    table.kind = Kind::kEmbedding;
    table.width = Extent(random);
    out->layers.push_back(table);
  }
  while (out->layers.size() < layers) {
    LayerSpec layer = RandomLayer(random, features);
    if (layer.kind == Kind::kLinear && ties) layer.kind = Kind::kMlp;
    if (layer.kind == Kind::kLinear) features = layer.width;
    out->layers.push_back(layer);
  }
  if (ties) {
    LayerSpec head;
    head.kind = Kind::kTied;
    out->layers.push_back(head);
  }
  int groups = 0;
  for (LayerSpec& layer : out->layers) {
    // One of its own, the last one's, any, or the root.
    const double choice = random->Uniform();
    layer.group = choice < 0.6 || groups == 0 ? groups++
                  : choice < 0.75             ? groups - 1
                  : choice < 0.85             ? static_cast<int>(random->Below(groups))
                                              : -1;
    for (size_t i = 0; i < ParameterCount(layer); ++i)
      layer.parameters.push_back(RandomTraits(random, extensions, !out->IsWide()));
  }
  // What reads the table twice must be able to.
  if (ties) out->layers[0].parameters[0].two = out->layers[0].parameters[0].shared_gradient = false;
  if (ties && IsOfTwo(out->layers[0].parameters[0].extension)) out->layers[0].parameters[0].extension.clear();
}

// Any dimension of each, now that the shapes are known.
void ChooseDims(Random* random, FuzzCase* out) {
  const std::vector<CaseParameter> parameters = ParametersOf(*out);
  size_t next = 0;
  for (LayerSpec& layer : out->layers)
    for (ParameterTraits& traits : layer.parameters) {
      const size_t dims = parameters[next].shape.size();
      if (!traits.ignored && random->Chance(0.3)) traits.dim = static_cast<int64_t>(random->Below(dims));
      next += traits.two ? 2 : 1;
    }
}

void ChooseGrid(Random* random, FuzzCase* out) {
  out->shards = static_cast<uint32_t>(random->Pick<int64_t>({1, 2, 2, 3, 3, 4, 5, 6, 7, 8}));
  out->replicas = static_cast<uint32_t>(random->Pick<int64_t>({1, 1, 1, 1, 2, 3}));
}

// Some of the mlps in parts, of which every model rank has one.
void ChooseParts(Random* random, FuzzCase* out) {
  if (!out->IsWide() || out->ranks() > 6 || !random->Chance(0.4)) return;
  out->models = static_cast<uint32_t>(random->Between(2, 3));
  bool splits = false;
  for (LayerSpec& layer : out->layers) {
    layer.split = layer.kind == LayerSpec::Kind::kMlp && random->Chance(0.7);
    splits |= layer.split;
    if (!layer.split) continue;
    layer.width *= out->models;
    for (ParameterTraits& traits : layer.parameters) traits.ignored = false;
  }
  if (!splits) out->models = 1;
}

OptimizerRule RandomOptimizer(Random* random) {
  OptimizerRule rule;
  rule.kind = random->Pick<OptimizerRule::Kind>(
      {OptimizerRule::Kind::kSgd, OptimizerRule::Kind::kAdam, OptimizerRule::Kind::kAdamW});
  rule.lr = random->Pick<double>(rule.kind == OptimizerRule::Kind::kSgd ? std::vector<double>{1e-3, 1e-2}
                                                                        : std::vector<double>{1e-3, 1e-2, 0.05});
  rule.weight_decay = random->Pick<double>({0, 0, 0.1, 0.01});
  if (random->Chance(0.3)) rule.beta1 = 0.4;  // beyond where a mean is taken from its other end
  if (random->Chance(0.3)) rule.beta2 = 0.95;
  if (random->Chance(0.5)) rule.momentum = 0.9;
  if (rule.momentum != 0 && random->Chance(0.5)) rule.dampening = 0.1;
  rule.nesterov = rule.momentum != 0 && rule.dampening == 0 && random->Chance(0.5);
  return rule;
}

void ChooseTraining(Random* random, FuzzCase* out) {
  out->optimizer.push_back(RandomOptimizer(random));
  if (random->Chance(0.3)) {
    out->optimizer.push_back(RandomOptimizer(random));
    out->optimizer.back().pattern = random->Pick<std::string>({"bias", "layer0\\.", "weight$", "layer[12]"});
  }
  if (random->Chance(0.4)) {
    out->clip = random->Pick<double>({0.01, 0.1, 1});
    out->clip_order = random->Pick<std::string>({"1", "2", "2", "3", "inf"});
  }
  if (random->Chance(0.3)) out->reduce_dtype = random->Pick<std::string>({"f32", "bf16"});
  out->counts = random->Chance(0.2);
  if (!out->counts && random->Chance(0.2)) out->grad_divide = random->Pick<double>({1, 2, 5});
  if (random->Chance(out->compute == ElementType::kF16 ? 0.8 : 0.1))
    out->loss_scale = random->Pick<double>({1, 4, 128});
  out->steps = static_cast<uint32_t>(random->Between(1, 3));
  if (random->Chance(0.35)) {
    out->microbatches = static_cast<uint32_t>(random->Between(2, 3));
    out->scatters = random->Chance(0.5);
  }
}

std::string RandomReshard(Random* random, uint32_t shards) {
  std::vector<std::string> choices = {"true", "false", "default"};
  for (uint32_t n = 1; n <= shards; ++n)
    if (shards % n == 0) choices.push_back(std::to_string(n));
  return random->Pick(choices);
}

void ChooseExecution(Random* random, FuzzCase* out) {
  if (random->Chance(0.7)) out->reshard.push_back(RandomReshard(random, out->shards));
  if (random->Chance(0.2)) out->reshard.push_back("group0=" + RandomReshard(random, out->shards));
  if (random->Chance(0.4)) out->prefetch = std::to_string(random->Below(4)) + "," + std::to_string(random->Below(4));
  if (random->Chance(0.3)) out->schedule = "fsdp2";
  // With room for everything, groups that would raise the peak stay as well; with less, nothing that can be computed
  // again does.
  if (random->Chance(0.3)) out->memory_budget = random->Pick<std::string>({"1GiB", "1", "20000", "60000"});
  out->recompute = random->Chance(0.15);
  out->optimizer_statistics = random->Chance(0.25);
  out->buffered = random->Chance(0.5);
  out->poison = random->Chance(0.5);
  out->named_products = random->Chance(0.5);
}

// Parameters of grids of their own: any cut of the same ranks that a group's integer reshard divides.
void ChooseParamGrids(Random* random, FuzzCase* out) {
  if (out->ranks() == 1 || out->models > 1 || !random->Chance(0.35)) return;
  std::vector<uint32_t> choices;
  for (uint32_t shards = 1; shards <= out->ranks(); ++shards) {
    bool fits = out->ranks() % shards == 0 && shards != out->shards;
    for (const std::string& rule : out->reshard)
      if (const int ranks = std::atoi(rule.substr(rule.rfind('=') + 1).c_str()); ranks > 0)
        fits &= shards % static_cast<uint32_t>(ranks) == 0;
    if (fits) choices.push_back(shards);
  }
  if (choices.empty()) return;
  const double share = random->Pick<double>({0.3, 0.7});
  for (LayerSpec& layer : out->layers)
    for (ParameterTraits& traits : layer.parameters)
      if (!traits.ignored && random->Chance(share)) traits.shards = random->Pick(choices);
}

// Hooks that become ops of the step leave less to compare bit for bit: they are for some cases only.
std::vector<std::string> SomeExtensions(Random* random, std::vector<std::string> extensions) {
  if (!random->Chance(0.2) && !std::all_of(extensions.begin(), extensions.end(), JoinsStep))
    std::erase_if(extensions, JoinsStep);
  return extensions;
}

// Parameters that are not trained may be kept as they travel, in some models most of them.
void ChooseStorage(Random* random, FuzzCase* out) {
  const double frozen = random->Chance(0.12) ? 0.6 : 0;
  const std::vector<std::string> extensions = SomeExtensions(
      random, {"nf4_frozen", "int8_frozen", "mxfp8_frozen", "fp8_rows_frozen", "bf16_frozen", "int8_atomic_frozen"});
  FuzzCase result = *out;
  for (LayerSpec& layer : result.layers)
    for (ParameterTraits& traits : layer.parameters) {
      if (layer.split) continue;
      traits.frozen |= random->Chance(frozen);
      if (traits.frozen && HasState(traits.extension)) traits.extension.clear();
      if (!traits.frozen || traits.two || traits.ignored || !random->Chance(0.5)) continue;
      traits.extension = random->Pick(extensions);
      traits.reduce_extension.clear();
    }
  // Something is trained.
  if (IsModel(result)) *out = result;
}

void ChooseState(Random* random, FuzzCase* out) {
  const auto some = [random](double probability, const std::vector<std::string>& choices) {
    std::vector<std::string> chosen;
    while (random->Chance(probability) && chosen.size() < 3) chosen.push_back(random->Pick(choices));
    return chosen;
  };
  out->buffers = some(0.25, {"mean", "sum", "max", "none"});
  out->counters = some(0.15, {"sum", "max", "none"});
  out->metrics = some(0.25, {"mean", "sum", "max", "none"});
  out->evaluates = random->Chance(0.25);
  if (random->Chance(0.2)) out->ema = random->Pick<double>({0.3, 0.9, 0.999});
  if (out->loss_scale > 0 && random->Chance(0.6)) {
    out->scale_interval = static_cast<uint32_t>(random->Between(1, 2));
    // The last one is more than f16's gradients bear.
    out->loss_scale = random->Pick<double>({4, 1024, 65536, 16777216});
  }
}

void ChooseRecipes(Random* random, FuzzCase* out) {
  out->seeded = random->Chance(0.2);
  if (!out->seeded) return;
  for (LayerSpec& layer : out->layers)
    for (ParameterTraits& traits : layer.parameters)
      if (random->Chance(0.7))
        traits.init =
            random->Pick<std::string>({"uniform(low=-0.5,high=0.5)", "normal(std=0.3)", "ones", "constant(0.25)",
                                       "trunc_normal(std=0.4,a=-0.5,b=0.5)", "truncated_normal(stddev=0.2)"});
}

// Parameters and moments in 16 bits, and computing with what travels.
void ChooseTypes(Random* random, FuzzCase* out) {
  const double stored = random->Chance(0.2) ? 0.5 : 0, read = random->Chance(0.35) ? 0.6 : 0;
  const std::vector<CaseParameter> parameters = ParametersOf(*out);
  size_t next = 0;
  for (LayerSpec& layer : out->layers)
    for (ParameterTraits& traits : layer.parameters) {
      const CaseParameter& parameter = parameters[next];
      next += traits.two ? 2 : 1;
      if (random->Chance(stored) && !IsStored(traits)) traits.stored = random->Pick<std::string>({"bf16", "f16"});
      if (!random->Chance(read) || layer.split || !CanReadForms(parameter)) continue;
      traits.wide = !out->IsWide();
      traits.form = out->IsWide() ? random->Pick<std::string>({"both", "forward", "backward"}) : "both";
    }
}

// A group of nothing but parameters that every rank keeps is never gathered: a policy for it is refused. What nobody
// trains is not renewed.
void DropLoneState(FuzzCase* out) {
  std::set<int> gathered;
  for (const LayerSpec& layer : out->layers)
    for (const ParameterTraits& traits : layer.parameters)
      if (!traits.ignored && !HasState(traits.extension) && layer.kind != Kind::kUnused) gathered.insert(layer.group);
  for (LayerSpec& layer : out->layers)
    for (ParameterTraits& traits : layer.parameters)
      if (HasState(traits.extension) && (layer.kind == Kind::kUnused || !gathered.contains(layer.group)))
        traits.extension.clear();
}

bool AreAtOdds(const std::string& extension, const std::string& other) {
  return (ComputesChunk(extension) && AtomicElementsOf(other) > 1) ||
         (ComputesChunk(other) && AtomicElementsOf(extension) > 1);
}

// Hooks that the compiler takes around a reduction (docs/Extensions.md): not those that renew copies, or whose kernels
// are their own.
bool ReducesGradients(const std::string& extension) { return !HasState(extension) && !JoinsStep(extension); }

// How gradients travel: those of 16 bits by a reduce dtype as it says, and f16 ends where hooks have no numbers for it.
void ChooseReductions(Random* random, const std::vector<std::string>& extensions, FuzzCase* out) {
  if (!random->Chance(0.4) || out->reduce_dtype == "bf16" || out->compute == ElementType::kF16) return;
  const double share = random->Pick<double>({0.3, 1});
  for (LayerSpec& layer : out->layers)
    for (ParameterTraits& traits : layer.parameters) {
      const std::string extension = random->Pick(extensions);
      if (!traits.ignored && !layer.split && ReducesGradients(extension) && random->Chance(share))
        traits.reduce_extension = extension;
      // One whose chunks are not torch's is refused by what computes its chunk from the rank.
      if (AreAtOdds(traits.extension, extension)) traits.reduce_extension.clear();
    }
}

// A rule that matches nothing is refused, as any flag without effect.
void DropIdleRules(FuzzCase* out) {
  const std::vector<CaseParameter> parameters = ParametersOf(*out);
  const bool has_group0 = std::any_of(parameters.begin(), parameters.end(), [](const CaseParameter& parameter) {
    return parameter.group == "group0" && !parameter.traits.ignored;
  });
  if (!has_group0) std::erase_if(out->reshard, [](const std::string& rule) { return rule.starts_with("group0="); });
}

// What a microbatch finds in buffers must be known, to the bit.
void DropUncertainBuffers(FuzzCase* out) {
  const std::vector<CaseParameter> parameters = ParametersOf(*out);
  if (out->microbatches > 1 && std::any_of(parameters.begin(), parameters.end(), [](const CaseParameter& parameter) {
        return JoinsStep(parameter.traits.extension) || !parameter.traits.form.empty();
      }))
    out->buffers.clear();
}

}  // namespace

FuzzCase RandomCase(uint64_t seed, const std::vector<std::string>& all_extensions) {
  Random random(seed, "case", {});
  const std::vector<std::string> extensions = SomeExtensions(&random, all_extensions);
  FuzzCase result;
  result.seed = random.Next();
  result.compute = random.Pick<ElementType>({ElementType::kF32, ElementType::kF32, ElementType::kF32, ElementType::kF32,
                                             ElementType::kBF16, ElementType::kF16});
  ChooseGrid(&random, &result);
  do {
    result.layers.clear();
    ChooseModel(&random, extensions, &result);
  } while (!IsModel(result));
  ChooseParts(&random, &result);
  ChooseDims(&random, &result);
  ChooseTraining(&random, &result);
  ChooseExecution(&random, &result);
  DropIdleRules(&result);
  ChooseReductions(&random, extensions, &result);
  ChooseState(&random, &result);
  ChooseStorage(&random, &result);
  ChooseTypes(&random, &result);
  DropLoneState(&result);
  ChooseRecipes(&random, &result);
  ChooseParamGrids(&random, &result);
  DropUncertainBuffers(&result);
  result.ordered_gemm = random.Chance(0.5) || HasGaps(result, {});
  return result;
}

}  // namespace fsdp_rt::runner
