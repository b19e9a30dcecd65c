// random.h - numbers from a seed, the same on every machine
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_RANDOM_H_
#define FSDP_RT_RUNNER_FUZZ_RANDOM_H_

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace fsdp_rt::runner {

// splitmix64. The library's distributions differ between implementations; these do not.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  // A stream of its own for every name and number: a value does not depend on what else was drawn.
  Random(uint64_t seed, std::string_view name, std::initializer_list<uint64_t> numbers) : state_(seed) {
    for (const char c : name) state_ = Mixed(state_ ^ static_cast<unsigned char>(c));
    for (const uint64_t number : numbers) state_ = Mixed(state_ ^ number);
  }

  uint64_t Next() { return Mixed(state_ += 0x9e3779b97f4a7c15); }
  // From 0 to count - 1.
  uint64_t Below(uint64_t count) { return Next() % count; }
  int64_t Between(int64_t least, int64_t most) { return least + static_cast<int64_t>(Below(most - least + 1)); }
  double Uniform() { return static_cast<double>(Next() >> 11) * 0x1p-53; }
  bool Chance(double probability) { return Uniform() < probability; }
  template <typename T>
  T Pick(const std::vector<T>& choices) {
    return choices[Below(choices.size())];
  }
  // Nearly normal: mean 0, deviation 1, never beyond 6.
  double Normal() {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += Uniform();
    return sum;
  }

 private:
  static uint64_t Mixed(uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
  }

  uint64_t state_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_RANDOM_H_
