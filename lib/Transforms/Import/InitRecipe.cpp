//===- InitRecipe.cpp - how a parameter gets its first values -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Numbers are computed by additions, products, quotients and square roots
// alone, so that every compiling machine gets the same bits.
//
//===----------------------------------------------------------------------===//

#include "InitRecipe.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace fsdp;

namespace {

/// An argument of a recipe, at its place where it is given without a name.
struct Parameter {
  StringRef name;
  StringRef initial; ///< Empty: it must be given.
};

/// A recipe's name and arguments, in order.
struct Signature {
  StringRef name;
  SmallVector<Parameter> parameters;
};

} // namespace

static ArrayRef<Signature> getSignatures() {
  static const SmallVector<Parameter> gain = {{"gain", "1"}};
  static const SmallVector<Parameter> kaiming = {
      {"a", "0"}, {"mode", "fan_in"}, {"nonlinearity", "leaky_relu"}};
  static const Signature signatures[] = {
      {"zeros", {}},
      {"ones", {}},
      {"constant", {{"value", ""}}},
      {"uniform", {{"low", "0"}, {"high", "1"}}},
      {"normal", {{"mean", "0"}, {"std", "1"}}},
      {"trunc_normal", {{"mean", "0"}, {"std", "1"}, {"a", "-2"}, {"b", "2"}}},
      {"xavier_uniform", gain},
      {"xavier_normal", gain},
      {"kaiming_uniform", kaiming},
      {"kaiming_normal", kaiming},
      {"truncated_normal",
       {{"stddev", "0.01"}, {"lower", "-2"}, {"upper", "2"}}},
      {"glorot_uniform", {}},
      {"glorot_normal", {}},
      {"he_uniform", {}},
      {"he_normal", {}},
      {"lecun_uniform", {}},
      {"lecun_normal", {}},
  };
  return signatures;
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

namespace {
class RecipeParser {
public:
  RecipeParser(StringRef text, ArrayRef<int64_t> shape, EmitError emitError)
      : text(text.trim()), shape(shape), emitError(emitError) {}

  FailureOr<InitRecipe> parse();

private:
  /// Fan in and fan out of a weight.
  using Fans = std::pair<double, double>;

  InFlightDiagnostic complain() {
    return emitError() << "'fsdp.init' = \"" << text << "\": ";
  }
  LogicalResult parseArguments(const Signature &signature, StringRef rest);
  FailureOr<double> getNumber(StringRef name);
  FailureOr<Fans> getFans(bool isTorch);
  FailureOr<double> getKaimingGain();
  FailureOr<InitRecipe> resolve(StringRef name);
  FailureOr<InitRecipe> resolveUniform();
  FailureOr<InitRecipe> resolveNormal();
  FailureOr<InitRecipe> resolveXavier(bool isUniform);
  FailureOr<InitRecipe> resolveKaiming(bool isUniform);
  FailureOr<InitRecipe> resolveVarianceScaling(StringRef name);
  FailureOr<InitRecipe> truncate(double mean, double std, double low,
                                 double high);

  StringRef text;
  ArrayRef<int64_t> shape;
  EmitError emitError;
  llvm::StringMap<StringRef> arguments; ///< By name, defaults included.
};
} // namespace

static std::string listNames() {
  std::string names;
  for (const Signature &signature : getSignatures())
    names += (names.empty() ? "" : ", ") + signature.name.str();
  return names;
}

static std::string listParameters(const Signature &signature) {
  if (signature.parameters.empty())
    return "none";
  std::string names;
  for (const Parameter &parameter : signature.parameters)
    names += (names.empty() ? "" : ", ") + parameter.name.str();
  return names;
}

LogicalResult RecipeParser::parseArguments(const Signature &signature,
                                           StringRef rest) {
  SmallVector<StringRef> settings;
  rest.split(settings, ',', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (auto [place, setting] : llvm::enumerate(settings)) {
    auto [name, value] = setting.split('=');
    if (!setting.contains('=') && place < signature.parameters.size()) {
      value = name;
      name = signature.parameters[place].name;
    }
    name = name.trim();
    bool known = llvm::any_of(signature.parameters, [&](const Parameter &p) {
      return p.name == name;
    });
    if (!known)
      return complain() << "unknown argument '" << name << "' of "
                        << signature.name << ", expected one of "
                        << listParameters(signature);
    if (!arguments.try_emplace(name, value.trim()).second)
      return complain() << "argument '" << name << "' is given twice";
  }
  for (const Parameter &parameter : signature.parameters)
    if (arguments.try_emplace(parameter.name, parameter.initial).second &&
        parameter.initial.empty())
      return complain() << "argument '" << parameter.name << "' of "
                        << signature.name << " is missing";
  return success();
}

FailureOr<double> RecipeParser::getNumber(StringRef name) {
  double value = 0;
  StringRef written = arguments.lookup(name);
  bool isScale = name == "std" || name == "stddev" || name == "gain";
  if (written.getAsDouble(value) || !std::isfinite(value) ||
      (isScale && value < 0))
    return complain() << name << " = '" << written << "', expected a "
                      << (isScale ? "number of at least 0" : "finite number");
  return value;
}

/// Torch's weights are out x in x window, JAX's kernels window x in x out.
FailureOr<RecipeParser::Fans> RecipeParser::getFans(bool isTorch) {
  size_t rank = shape.size();
  if (rank < 2)
    return complain() << "needs fan in and fan out, expected a tensor of at "
                         "least 2 dimensions, which this one with "
                      << rank << " has not";
  double elements = 1;
  for (int64_t extent : shape)
    elements *= static_cast<double>(extent);
  auto in = static_cast<double>(isTorch ? shape[1] : shape[rank - 2]);
  auto out = static_cast<double>(isTorch ? shape[0] : shape[rank - 1]);
  return Fans(elements / out, elements / in);
}

//===----------------------------------------------------------------------===//
// Distributions
//===----------------------------------------------------------------------===//

/// exp(-x) of a number between 0 and 700: the reciprocal of exp's series, whose
/// terms have one sign.
static double getExponential(double x) {
  double term = 1, sum = 1;
  for (int i = 1; term > sum * 1e-18; ++i) {
    term = term * x / i;
    sum = sum + term;
  }
  return 1 / sum;
}

/// The density of a standard normal number at `x`.
static double getNormalDensity(double x) {
  return getExponential(x * x / 2) * 0.3989422804014326779;
}

/// The probability of a standard normal number below `x`: the density times
/// x + x^3/3 + x^5/(3*5) + ..., whose terms have one sign.
static double getNormalProbability(double x) {
  if (x < -37)
    return 0;
  if (x > 9)
    return 1;
  // The series loses what lies below the rounding of 1/2.
  if (x < -3) {
    // Laplace's continued fraction, from far below.
    double fraction = 0;
    for (int i = 200; i >= 1; --i)
      fraction = i / (-x + fraction);
    return getNormalDensity(x) / (-x + fraction);
  }
  double term = x, sum = x;
  for (int i = 1; i <= 200; ++i) {
    term = term * x * x / (2 * i + 1);
    sum = sum + term;
  }
  return 0.5 + getNormalDensity(x) * sum;
}

static InitRecipe makeConstant(double value) {
  return {InitRecipe::Kind::Constant, {value}};
}

static InitRecipe makeUniform(double low, double high) {
  return {InitRecipe::Kind::Uniform, {low, high - low}};
}

static InitRecipe makeNormal(double mean, double std) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  return {InitRecipe::Kind::Normal, {mean, std, 0, 1, -infinity, infinity}};
}

FailureOr<InitRecipe> RecipeParser::truncate(double mean, double std,
                                             double low, double high) {
  if (low >= high)
    return complain() << "the ends are " << low << " and " << high
                      << ", expected the first below the second";
  if (std == 0)
    return makeConstant(mean);
  double below = getNormalProbability((low - mean) / std);
  double between = getNormalProbability((high - mean) / std) - below;
  if (between < 1e-6)
    return complain() << "less than a millionth of the distribution lies "
                         "between the ends "
                      << low << " and " << high
                      << ", expected ends around the mean";
  return InitRecipe{InitRecipe::Kind::Normal,
                    {mean, std, below, between, low, high}};
}

FailureOr<InitRecipe> RecipeParser::resolveUniform() {
  FailureOr<double> low = getNumber("low"), high = getNumber("high");
  if (failed(low) || failed(high))
    return failure();
  if (*low > *high)
    return complain() << "low = " << *low << " is above high = " << *high;
  return makeUniform(*low, *high);
}

FailureOr<InitRecipe> RecipeParser::resolveNormal() {
  FailureOr<double> mean = getNumber("mean"), std = getNumber("std");
  if (failed(mean) || failed(std))
    return failure();
  if (!arguments.contains("a"))
    return makeNormal(*mean, *std);
  FailureOr<double> low = getNumber("a"), high = getNumber("b");
  if (failed(low) || failed(high))
    return failure();
  return truncate(*mean, *std, *low, *high);
}

FailureOr<InitRecipe> RecipeParser::resolveXavier(bool isUniform) {
  FailureOr<double> gain = getNumber("gain");
  FailureOr<Fans> fans = getFans(/*isTorch=*/true);
  if (failed(gain) || failed(fans))
    return failure();
  double std = *gain * std::sqrt(2 / (fans->first + fans->second));
  double bound = std::sqrt(3.0) * std;
  return isUniform ? makeUniform(-bound, bound) : makeNormal(0, std);
}

/// torch.nn.init.calculate_gain.
FailureOr<double> RecipeParser::getKaimingGain() {
  FailureOr<double> slope = getNumber("a");
  if (failed(slope))
    return failure();
  StringRef name = arguments.lookup("nonlinearity");
  double gain =
      llvm::StringSwitch<double>(name)
          .Cases({"linear", "conv1d", "conv2d", "conv3d", "sigmoid"}, 1.0)
          .Case("tanh", 5.0 / 3)
          .Case("relu", std::sqrt(2.0))
          .Case("leaky_relu", std::sqrt(2 / (1 + *slope * *slope)))
          .Case("selu", 0.75)
          .Default(0);
  if (gain == 0)
    return complain() << "nonlinearity = '" << name
                      << "', expected linear, sigmoid, tanh, relu, "
                         "leaky_relu or selu";
  return gain;
}

FailureOr<InitRecipe> RecipeParser::resolveKaiming(bool isUniform) {
  FailureOr<Fans> fans = getFans(/*isTorch=*/true);
  FailureOr<double> gain = getKaimingGain();
  if (failed(fans) || failed(gain))
    return failure();
  StringRef mode = arguments.lookup("mode");
  if (mode != "fan_in" && mode != "fan_out")
    return complain() << "mode = '" << mode << "', expected fan_in or fan_out";
  double std = *gain / std::sqrt(mode == "fan_in" ? fans->first : fans->second);
  double bound = std::sqrt(3.0) * std;
  return isUniform ? makeUniform(-bound, bound) : makeNormal(0, std);
}

/// jax.nn.initializers.variance_scaling. The normal ones are cut at two
/// standard deviations and widened to the wanted variance.
FailureOr<InitRecipe> RecipeParser::resolveVarianceScaling(StringRef name) {
  FailureOr<Fans> fans = getFans(/*isTorch=*/false);
  if (failed(fans))
    return failure();
  auto [in, out] = *fans;
  double scale = name.starts_with("he") ? 2 : 1;
  double variance = scale / (name.starts_with("glorot") ? (in + out) / 2 : in);
  double bound = std::sqrt(3 * variance);
  if (name.ends_with("uniform"))
    return makeUniform(-bound, bound);
  double std = std::sqrt(variance) / 0.87962566103423978;
  return truncate(0, std, -2 * std, 2 * std);
}

FailureOr<InitRecipe> RecipeParser::resolve(StringRef name) {
  if (name == "zeros" || name == "ones")
    return makeConstant(name == "ones");
  if (name == "constant") {
    FailureOr<double> value = getNumber("value");
    return failed(value) ? FailureOr<InitRecipe>(failure())
                         : makeConstant(*value);
  }
  if (name == "uniform")
    return resolveUniform();
  if (name == "normal" || name == "trunc_normal")
    return resolveNormal();
  if (name.starts_with("xavier"))
    return resolveXavier(name == "xavier_uniform");
  if (name.starts_with("kaiming"))
    return resolveKaiming(name == "kaiming_uniform");
  if (name != "truncated_normal")
    return resolveVarianceScaling(name);
  FailureOr<double> std = getNumber("stddev");
  FailureOr<double> low = getNumber("lower"), high = getNumber("upper");
  if (failed(std) || failed(low) || failed(high))
    return failure();
  return truncate(0, *std, *low * *std, *high * *std);
}

FailureOr<InitRecipe> RecipeParser::parse() {
  StringRef name =
      text.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
  StringRef rest = text.drop_front(name.size()).trim();
  const Signature *signature =
      llvm::find_if(getSignatures(),
                    [&](const Signature &known) { return known.name == name; });
  if (llvm::is_contained({"orthogonal", "eye", "dirac", "sparse",
                          "delta_orthogonal", "variance_scaling"},
                         name))
    return emitError() << "not supported yet: the recipe '" << name
                       << "' of 'fsdp.init' = \"" << text << "\"";
  if (signature == getSignatures().end())
    return complain() << "unknown recipe '" << name << "', expected one of "
                      << listNames();
  bool wrapped = rest.consume_front("(") && rest.consume_back(")");
  if (!wrapped && text.size() != name.size())
    return complain() << "expected " << name << " or " << name
                      << "(ARGUMENT=NUMBER,...)";
  if (failed(parseArguments(*signature, rest)))
    return failure();
  return resolve(name);
}

FailureOr<InitRecipe> InitRecipe::parse(StringRef text, ArrayRef<int64_t> shape,
                                        EmitError emitError) {
  return RecipeParser(text, shape, emitError).parse();
}

InitRecipe InitRecipe::getDefault(StringRef name, ArrayRef<int64_t> shape) {
  if (shape.size() > 1)
    return makeNormal(0, 0.02);
  return makeConstant(name.ends_with("bias") ? 0 : 1);
}
