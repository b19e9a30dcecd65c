// safetensors_fuzz_test.cpp - no bytes make the reader crash, hang or read outside its file
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>

#include "runner/safetensors.h"

namespace fsdp_rt::runner {
namespace {

namespace fs = std::filesystem;

class SafetensorsFuzz : public ::testing::Test {
 protected:
  void SetUp() override { path_ = ::testing::TempDir() + "fuzz-" + std::to_string(getpid()) + ".safetensors"; }
  void TearDown() override { fs::remove(path_); }

  // Opens these bytes; true if they are accepted. Every byte that an accepted file
  // offers is read, so that a view beyond the file is seen.
  bool Accepts(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
    SafetensorsSet set;
    const Status status = SafetensorsSet::Open(path_, &set);
    if (!status.ok()) {
      EXPECT_EQ(status.exit_code(), 1) << status.message();
      return false;
    }
    uint64_t total = 0;
    for (const auto& [name, tensor] : set.tensors()) {
      total += tensor.bytes;
      for (uint64_t i = 0; i < tensor.bytes; ++i) sum_ += std::to_integer<unsigned>(tensor.data[i]);
    }
    EXPECT_LE(total, bytes.size());
    return true;
  }

  static std::string WithHeader(const std::string& header, size_t data) {
    const uint64_t size = header.size();
    std::string bytes(sizeof size, '\0');
    std::memcpy(bytes.data(), &size, sizeof size);
    return bytes + header + std::string(data, 'x');
  }

  std::string path_;
  volatile unsigned sum_ = 0;
};

const char kHeader[] =
    R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},)"
    R"("b":{"dtype":"BF16","shape":[4],"data_offsets":[24,32]},"c":{"dtype":"I64","shape":[],"data_offsets":[32,40]}})";

TEST_F(SafetensorsFuzz, RandomBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string bytes(random() % 4096, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    if (round % 2 && bytes.size() >= 8) std::memset(bytes.data() + 2, 0, 6);  // a header that could be there
    EXPECT_FALSE(Accepts(bytes)) << round;
  }
}

TEST_F(SafetensorsFuzz, ChangedHeaders) {
  ASSERT_TRUE(Accepts(WithHeader(kHeader, 40)));
  std::mt19937 random(11);
  const std::string digits = "0123456789-[]{},\":.eE";
  int accepted = 0;
  constexpr int kRounds = 2000;
  for (int round = 0; round < kRounds; ++round) {
    std::string header = kHeader;
    for (unsigned change = random() % 3 + 1; change > 0; --change) {
      const size_t at = random() % header.size();
      switch (random() % 3) {
        case 0:
          header[at] = digits[random() % digits.size()];
          break;
        case 1:
          header.erase(at, random() % 8 + 1);
          break;
        default:
          header.insert(at, random() % 2 ? "9999999999999999999" : "[[{");
      }
    }
    accepted += Accepts(WithHeader(header, 40));
  }
  EXPECT_LT(accepted, kRounds / 2);  // most changes are seen
}

TEST_F(SafetensorsFuzz, HostileSizes) {
  const auto one = [](const std::string& shape, const std::string& offsets) {
    return R"({"a":{"dtype":"F64","shape":[)" + shape + R"(],"data_offsets":[)" + offsets + "]}}";
  };
  for (const std::string& header : {
           one("18446744073709551615", "0,8"),
           one("9223372036854775807,2", "0,8"),
           one("4294967296,4294967296", "0,0"),
           one("2305843009213693952,1", "0,0"),
           one("1", "0,18446744073709551615"),
           one("1", "18446744073709551608,18446744073709551615"),
           one("1", "8,0"),
           one("1", "-8,0"),
           one("1.5", "0,8"),
           one("1e3", "0,8"),
           one("[1]", "0,8"),
           one("null", "0,8"),
       })
    EXPECT_FALSE(Accepts(WithHeader(header, 8))) << header;
  std::string bytes = WithHeader("{}", 0);
  for (uint64_t size : {UINT64_MAX, uint64_t{1} << 63, uint64_t{1} << 40, uint64_t{3}}) {
    std::memcpy(bytes.data(), &size, sizeof size);
    EXPECT_FALSE(Accepts(bytes)) << size;
  }
}

// Nesting costs the reader memory, not stack.
TEST_F(SafetensorsFuzz, DeepNesting) {
  for (const char* open : {"[", "{\"a\":"}) {
    std::string header;
    for (int depth = 0; depth < 200'000; ++depth) header += open;
    EXPECT_FALSE(Accepts(WithHeader(header, 0)));
  }
}

}  // namespace
}  // namespace fsdp_rt::runner
