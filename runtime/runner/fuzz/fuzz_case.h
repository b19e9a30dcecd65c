// fuzz_case.h - a model, a grid and every choice of how to train it: one random case
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_FUZZ_CASE_H_
#define FSDP_RT_RUNNER_FUZZ_FUZZ_CASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/fuzz/tensor_graph.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

// How one parameter of a layer is stored, travels and is trained.
struct ParameterTraits {
  int64_t dim = 0;
  std::string extension;  // empty: none; of a frozen one "int8_frozen" and the like: it is stored as it travels
  std::string reduce_extension;
  std::string init;     // its recipe, where first values come from a seed; empty: the default
  std::string stored;   // "bf16" or "f16": what it and its moments are kept in; empty: f32
  uint32_t shards = 0;  // of a grid of its own, over all ranks; 0: the case's
  // Of an extension with forms: which phases read codes and scales, "forward", "backward" or "both", and multiply them
  // themselves; empty: none.
  std::string form;
  bool frozen = false;
  bool ignored = false;
  bool wide = false;  // computed in f32 where the others are not
  // Made of two tensors "a" and "b", the parameter being a + b / 2. Each has a gradient of its own, or both take
  // that of b, as FSDP2 does.
  bool two = false;
  bool shared_gradient = false;
};

// x is what the layer before gives, rows x features.
struct LayerSpec {
  enum class Kind {
    kEmbedding,  // rows of a table by the batch's tokens; only first
    kLinear,     // act(x W^T + b)
    kMlp,        // act(x W^T + b) V^T + c, `width` hidden features
    kGate,       // x * sigmoid(x W^T)
    kNorm,       // x / root mean square of its row * g
    kHeads,      // `width` heads, each times a matrix of its own: one parameter with three dimensions
    kTied,       // x E^T, E the table of the embedding
    kUnused      // a parameter that nothing reads
  };
  Kind kind = Kind::kLinear;
  int64_t width = 1;
  bool bias = false;
  bool residual = false;  // adds x where the shapes agree
  bool split = false;     // of an mlp: each model rank has an equal part of the hidden features
  Function activation = Function::kTanh;
  int group = -1;  // -1: the root
  std::vector<ParameterTraits> parameters;
};

struct OptimizerRule {
  enum class Kind { kSgd, kAdam, kAdamW };
  std::string pattern;  // empty: every parameter
  Kind kind = Kind::kAdamW;
  double lr = 1e-2, weight_decay = 0, beta1 = 0.9, beta2 = 0.999, eps = 1e-8, momentum = 0, dampening = 0;
  bool nesterov = false;
  std::string Text() const;  // as --optimizer takes it
};

struct FuzzCase {
  uint64_t seed = 0;  // of the values
  uint32_t replicas = 1, shards = 1;
  uint32_t models = 1;  // ranks that compute one batch together
  int64_t rows = 1, features = 1;
  std::vector<LayerSpec> layers;
  ElementType compute = ElementType::kF32;
  bool named_products = false;  // linalg.matmul and transposes, as exporters write them; else linalg.generic
  bool counts = false;          // the loss is a sum, divided by the number of rows that count
  bool undivided = false;       // the same, but the compiler is not told
  double loss_scale = 0;        // 0: not scaled; of a dynamic one, the first step's
  uint32_t scale_interval = 0;  // good steps after which the scale grows; 0: it stays

  // Vectors that are not trained and shift what the last layer gives; every microbatch renews them. Each says how
  // ranks' new values become one: "mean", "sum" or "max"; "none": every rank has its own.
  std::vector<std::string> buffers;
  // Likewise, but of whole numbers (i64) for each row: "sum", "max" or "none".
  std::vector<std::string> counters;
  std::vector<std::string> metrics;  // reported values, likewise
  bool evaluates = false;            // has an entry that gives loss and metrics of the trained parameters
  double ema = 0;                    // decay of the parameters' moving average; 0: none
  bool seeded = false;               // first values are made by the ranks themselves

  std::vector<OptimizerRule> optimizer;
  double clip = 0;  // 0: not clipped
  std::string clip_order;
  std::string reduce_dtype;  // empty, "f32", "bf16"
  double grad_divide = 0;    // 0: the mean over ranks
  std::vector<std::string> reshard;
  std::string prefetch, schedule = "auto", memory_budget;
  bool recompute = false;             // backward computes every group's part again
  bool optimizer_statistics = false;  // hooks' statistics with the optimizer

  uint32_t steps = 1, microbatches = 1;
  bool scatters = false;
  bool buffered = false, poison = false, ordered_gemm = false;

  uint32_t ranks() const { return replicas * shards; }  // those with batches of their own
  // Among how many ranks a parameter is cut, and how often that is there.
  uint32_t ShardsOf(const ParameterTraits& traits) const { return traits.shards ? traits.shards : shards; }
  uint32_t ReplicasOf(const ParameterTraits& traits) const { return ranks() / ShardsOf(traits); }
  std::string Grid() const;  // "2x3", with model ranks "2x3x2"
  bool IsWide() const { return compute == ElementType::kF32; }
  std::string ToJson() const;
  static Status FromJson(const std::string& text, const std::string& where, FuzzCase* out);
  // "2x3 ranks, 3 layers, 7 parameters, ..." in one line.
  std::string Summary() const;
};

// A tensor of a parameter as the step has it.
struct CaseParameter {
  std::string name, inner;  // inner: empty, "a" or "b"
  std::string group;        // empty: the root
  Shape shape;
  ParameterTraits traits;
  int64_t model_dim = -1;  // along which model ranks have equal parts of it; -1: all have it whole
  bool used = true;
  // As checkpoints name it: "layer1.weight", "layer1.weight.a".
  std::string FullName() const { return inner.empty() ? name : name + "." + inner; }
  Shape PartShape(uint32_t models) const;
};

// In the order of the step's arguments.
std::vector<CaseParameter> ParametersOf(const FuzzCase& spec);
// A tensor that is not trained, and how ranks' new values become one.
struct CaseBuffer {
  std::string name, reduce;
  ElementType type = ElementType::kF32;
  Shape shape;
};
std::vector<CaseBuffer> BuffersOf(const FuzzCase& spec);
// Whether a parameter is kept as its extension sends it.
bool IsStored(const ParameterTraits& traits);
// Whether an extension's hooks are of two inner tensors.
bool IsOfTwo(const std::string& extension);
// "int8" of "int8_atomic_frozen".
std::string BaseOf(const std::string& extension);
// Whether the step can read its parameter as codes and scales: those of blocks where these are of one row each.
bool CanReadForms(const CaseParameter& parameter);
// Elements that share a scale where the step reads scales of blocks.
constexpr int64_t kFormBlock = 32;
ElementType StoredType(const ParameterTraits& traits);
// What the step reads it as.
ElementType ReadType(const FuzzCase& spec, const ParameterTraits& traits);
// Whether the names and widths fit together: a case that was cut down may not make a model.
bool IsModel(const FuzzCase& spec);
// What the last layer gives, features per row; nothing where the layers do not fit.
int64_t OutputFeatures(const FuzzCase& spec);
const char* NameOf(ElementType type);  // "f32"
const char* NameOf(LayerSpec::Kind kind);
// How many parameters a layer has.
size_t ParameterCount(const LayerSpec& layer);

// The same model without model ranks: what they compute together.
FuzzCase Whole(const FuzzCase& spec);
// The same model as one rank computes it, whole, kept in f32 and without hooks: losses of one microbatch, gradients as
// they travel before any division.
FuzzCase Unsharded(const FuzzCase& spec);
// Likewise, with parameters and moments kept in the case's types, for first values and updates.
FuzzCase UnshardedAsStored(const FuzzCase& spec);
// The compiler's flags, as on its command line.
std::vector<std::string> CompilerFlags(const FuzzCase& spec);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_FUZZ_CASE_H_
