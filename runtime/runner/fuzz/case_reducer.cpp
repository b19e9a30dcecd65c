// case_reducer.cpp - makes a failing case small
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/case_reducer.h"

#include <algorithm>

namespace fsdp_rt::runner {
namespace {

class Cuts {
 public:
  explicit Cuts(const FuzzCase& spec) : spec_(spec), text_(spec.ToJson()) {}

  // Keeps what `change` makes, where that is a model and another one.
  template <typename Change>
  void Try(const Change& change) {
    FuzzCase smaller = spec_;
    change(smaller);
    if (IsModel(smaller) && smaller.ToJson() != text_) cases_.push_back(std::move(smaller));
  }
  // A number: to its least value, to half, by one.
  template <typename Field>
  void TryNumber(const Field& field, int64_t least) {
    FuzzCase copy = spec_;
    const auto now = static_cast<int64_t>(field(copy));
    for (const int64_t value : {least, now / 2, now - 1})
      if (value >= least && value < now)
        Try([&](FuzzCase& c) { field(c) = static_cast<std::remove_reference_t<decltype(field(c))>>(value); });
  }
  std::vector<FuzzCase> Take() { return std::move(cases_); }

 private:
  const FuzzCase& spec_;
  const std::string text_;
  std::vector<FuzzCase> cases_;
};

void CutStructure(const FuzzCase& spec, Cuts* cuts) {
  for (size_t i = 0; i < spec.layers.size(); ++i)
    cuts->Try([i](FuzzCase& c) { c.layers.erase(c.layers.begin() + static_cast<ptrdiff_t>(i)); });
  cuts->Try([](FuzzCase& c) { c = Whole(c); });
  for (size_t i = 0; i < spec.layers.size(); ++i) cuts->Try([i](FuzzCase& c) { c.layers[i].split = false; });
  cuts->TryNumber([](FuzzCase& c) -> uint32_t& { return c.replicas; }, 1);
  cuts->TryNumber([](FuzzCase& c) -> uint32_t& { return c.shards; }, 1);
  cuts->TryNumber([](FuzzCase& c) -> uint32_t& { return c.steps; }, 1);
  cuts->TryNumber([](FuzzCase& c) -> uint32_t& { return c.microbatches; }, 1);
}

// Most of what a case chooses has nothing to do with its failure: all of it at once.
void CutAll(Cuts* cuts) {
  cuts->Try([](FuzzCase& c) {
    FuzzCase plain;
    plain.seed = c.seed;
    plain.replicas = c.replicas;
    plain.shards = c.shards;
    plain.models = c.models;
    plain.rows = c.rows;
    plain.features = c.features;
    plain.layers = c.layers;
    plain.optimizer.emplace_back();
    plain.optimizer[0].kind = OptimizerRule::Kind::kSgd;
    for (LayerSpec& layer : plain.layers)
      for (ParameterTraits& traits : layer.parameters) traits.wide = false;
    c = plain;
  });
  cuts->Try([](FuzzCase& c) {
    for (LayerSpec& layer : c.layers)
      for (ParameterTraits& traits : layer.parameters) {
        const std::string extension = traits.two ? "" : traits.extension, reduced = traits.reduce_extension;
        const std::string stored = traits.stored, form = traits.form;
        const bool travels = IsStored(traits);
        traits = ParameterTraits();
        traits.stored = stored;
        traits.form = form;
        traits.frozen = travels;
        traits.extension = extension;
        traits.reduce_extension = reduced;
        traits.shards = 0;
      }
  });
}

void CutChoices(const FuzzCase& spec, Cuts* cuts) {
  cuts->Try([](FuzzCase& c) { c.clip = 0, c.clip_order.clear(); });
  cuts->Try([](FuzzCase& c) { c.reduce_dtype.clear(); });
  cuts->Try([](FuzzCase& c) { c.grad_divide = 0; });
  cuts->Try([](FuzzCase& c) { c.loss_scale = 0, c.scale_interval = 0; });
  cuts->Try([](FuzzCase& c) { c.scale_interval = 0; });
  for (const auto list : {&FuzzCase::buffers, &FuzzCase::counters, &FuzzCase::metrics})
    for (size_t i = 0; i < (spec.*list).size(); ++i)
      cuts->Try([list, i](FuzzCase& c) { (c.*list).erase((c.*list).begin() + static_cast<ptrdiff_t>(i)); });
  cuts->Try([](FuzzCase& c) { c.evaluates = false; });
  cuts->Try([](FuzzCase& c) { c.ema = 0; });
  cuts->Try([](FuzzCase& c) { c.seeded = false; });
  cuts->Try([](FuzzCase& c) { c.counts = false; });
  cuts->Try([](FuzzCase& c) { c.scatters = false; });
  cuts->Try([](FuzzCase& c) { c.reshard.clear(); });
  cuts->Try([](FuzzCase& c) { c.reshard.resize(std::min<size_t>(c.reshard.size(), 1)); });
  cuts->Try([](FuzzCase& c) { c.prefetch.clear(); });
  cuts->Try([](FuzzCase& c) { c.schedule = "auto"; });
  cuts->Try([](FuzzCase& c) { c.memory_budget.clear(); });
  cuts->Try([](FuzzCase& c) { c.recompute = false; });
  cuts->Try([](FuzzCase& c) { c.optimizer_statistics = false; });
  cuts->Try([](FuzzCase& c) {
    c.optimizer.assign(1, OptimizerRule());
    c.optimizer[0].kind = OptimizerRule::Kind::kSgd;
  });
  cuts->Try([](FuzzCase& c) { c.optimizer.resize(1); });
  cuts->Try([](FuzzCase& c) { c.buffered = false; });
  cuts->Try([](FuzzCase& c) { c.poison = false; });
  cuts->Try([](FuzzCase& c) { c.ordered_gemm = false; });
  cuts->Try([](FuzzCase& c) { c.named_products = false; });
  cuts->Try([](FuzzCase& c) {
    c.compute = ElementType::kF32;
    for (LayerSpec& layer : c.layers)
      for (ParameterTraits& traits : layer.parameters) traits.wide = false;
  });
}

void CutTraits(size_t layer, size_t parameter, Cuts* cuts) {
  auto change = [&](auto&& edit) { cuts->Try([&](FuzzCase& c) { edit(c.layers[layer].parameters[parameter]); }); };
  change([](ParameterTraits& t) { t = ParameterTraits(); });
  change([](ParameterTraits& t) {
    t.extension.clear();
    t.form.clear();
  });
  change([](ParameterTraits& t) { t.form.clear(); });
  change([](ParameterTraits& t) { t.form = t.form.empty() ? "" : "both"; });
  change([](ParameterTraits& t) { t.stored.clear(); });
  change([](ParameterTraits& t) { t.reduce_extension.clear(); });
  change([](ParameterTraits& t) { t.dim = 0; });
  change([](ParameterTraits& t) {
    if (IsStored(t)) t.extension.clear(), t.form.clear();
    t.frozen = false;
  });
  change([](ParameterTraits& t) { t.init.clear(); });
  change([](ParameterTraits& t) { t.ignored = false; });
  change([](ParameterTraits& t) { t.wide = false; });
  change([](ParameterTraits& t) { t.shared_gradient = false; });
  change([](ParameterTraits& t) {
    t.two = t.shared_gradient = false;
    if (IsOfTwo(t.extension)) t.extension.clear();
  });
}

void CutLayer(const FuzzCase& spec, size_t i, Cuts* cuts) {
  cuts->Try([i](FuzzCase& c) {
    LayerSpec& layer = c.layers[i];
    if (!layer.bias) return;
    layer.bias = false;
    // Biases stand second and fourth.
    for (size_t p = layer.parameters.size(); p-- > 0;)
      if (p % 2 == 1) layer.parameters.erase(layer.parameters.begin() + static_cast<ptrdiff_t>(p));
    layer.parameters.resize(ParameterCount(layer));
  });
  cuts->Try([i](FuzzCase& c) { c.layers[i].residual = false; });
  cuts->Try([i](FuzzCase& c) { c.layers[i].activation = Function::kTanh; });
  cuts->Try([i](FuzzCase& c) { c.layers[i].group = -1; });
  for (size_t p = 0; p < spec.layers[i].parameters.size(); ++p) CutTraits(i, p, cuts);
  cuts->TryNumber([i](FuzzCase& c) -> int64_t& { return c.layers[i].width; }, 1);
}

}  // namespace

std::vector<FuzzCase> SmallerCases(const FuzzCase& spec) {
  Cuts cuts(spec);
  CutAll(&cuts);
  CutStructure(spec, &cuts);
  CutChoices(spec, &cuts);
  for (size_t i = 0; i < spec.layers.size(); ++i) CutLayer(spec, i, &cuts);
  cuts.TryNumber([](FuzzCase& c) -> int64_t& { return c.rows; }, 1);
  cuts.TryNumber([](FuzzCase& c) -> int64_t& { return c.features; }, 1);
  return cuts.Take();
}

Reduction Reduce(const FuzzCase& spec, const Verdict& verdict, uint32_t most,
                 const std::function<Verdict(const FuzzCase&)>& check) {
  Reduction best{spec, verdict, 0};
  for (bool shrank = true; shrank;) {
    shrank = false;
    for (const FuzzCase& smaller : SmallerCases(best.spec)) {
      if (best.tried == most) return best;
      ++best.tried;
      const Verdict found = check(smaller);
      if (!found.failed() || found.what != verdict.what) continue;
      best.spec = smaller;
      best.verdict = found;
      shrank = true;
      break;
    }
  }
  return best;
}

}  // namespace fsdp_rt::runner
