// safetensors_test.cpp - reads what it should, refuses the rest, writes all or nothing
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/safetensors.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fsdp_rt::runner {
namespace {

namespace fs = std::filesystem;

class SafetensorsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("safetensors-" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  // A file with this header and `data` bytes of data.
  std::string Raw(const std::string& header, size_t data) const {
    const std::string path = Path("raw.safetensors");
    std::ofstream stream(path, std::ios::binary);
    const uint64_t size = header.size();
    stream.write(reinterpret_cast<const char*>(&size), sizeof size);
    stream << header << std::string(data, '\0');
    return path;
  }

  static std::string OpenError(const std::string& path) {
    SafetensorsSet set;
    const Status status = SafetensorsSet::Open(path, &set);
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(status.exit_code(), 1);
    return status.message();
  }

  static std::string ReadAll(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    return text.str();
  }

  fs::path folder_;
};

void ExpectHas(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
}

TEST_F(SafetensorsTest, RoundTrip) {
  const float a[] = {1, 2, 3, 4, 5, 6};
  const int64_t b = 7;
  ASSERT_TRUE(
      WriteSafetensors(Path("x.safetensors"),
                       {{"a", FSDP_RT_F32, {2, 3}, a}, {"b", FSDP_RT_I64, {}, &b}, {"e", FSDP_RT_F32, {0, 3}, nullptr}})
          .ok());
  SafetensorsSet set;
  ASSERT_TRUE(SafetensorsSet::Open(Path("x.safetensors"), &set).ok());
  ASSERT_EQ(set.tensors().size(), 3u);
  EXPECT_EQ(set.Find("a")->shape, (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(std::memcmp(set.Find("a")->data, a, sizeof a), 0);
  EXPECT_EQ(std::memcmp(set.Find("b")->data, &b, sizeof b), 0);
  EXPECT_EQ(set.Find("e")->bytes, 0u);
  EXPECT_EQ(set.Find("c"), nullptr);
  // The data begins at a multiple of 8, as other readers like it.
  uint64_t header = 0;
  std::memcpy(&header, ReadAll(Path("x.safetensors")).data(), sizeof header);
  EXPECT_EQ(header % 8, 0u);
}

TEST_F(SafetensorsTest, FolderWithIndex) {
  const float a = 1, b = 2;
  ASSERT_TRUE(WriteSafetensors(Path("one.safetensors"), {{"a", FSDP_RT_F32, {1}, &a}}).ok());
  ASSERT_TRUE(WriteSafetensors(Path("two.safetensors"), {{"b", FSDP_RT_F32, {1}, &b}}).ok());
  std::ofstream(Path("model.safetensors.index.json"))
      << R"({"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}})";
  SafetensorsSet set;
  ASSERT_TRUE(SafetensorsSet::Open(folder_.string(), &set).ok());
  EXPECT_NE(set.Find("a"), nullptr);
  EXPECT_NE(set.Find("b"), nullptr);
  std::ofstream(Path("model.safetensors.index.json")) << R"({"weight_map": {"c": "one.safetensors"}})";
  ExpectHas(OpenError(folder_.string()), "tensor 'c' is not in");
  std::ofstream(Path("model.safetensors.index.json")) << R"({"weight_map": {"a": "../one.safetensors"}})";
  ExpectHas(OpenError(folder_.string()), "not a plain file name");
}

TEST_F(SafetensorsTest, RefusesDamagedHeaders) {
  ExpectHas(OpenError(Path("absent")), "cannot open");
  ExpectHas(OpenError(Raw("[]", 0)), "not a JSON object");
  ExpectHas(OpenError(Raw("{\"a\": ", 0)), "not a JSON object");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}})", 2)),
            "truncated or damaged");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}})", 6)),
            "describes 4 bytes of data, the file holds 6");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 4]}})", 4)), "expected 8");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "X9", "shape": [1], "data_offsets": [0, 4]}})", 4)), "dtype 'X9'");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}})", 4)), "no size");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 0]}})", 0)),
            "expected 0");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "U8", "shape": [4], "data_offsets": [0, 4]},)"
                          R"("b": {"dtype": "U8", "shape": [4], "data_offsets": [2, 6]}})",
                          6)),
            "overlap");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "U8", "shape": [1], "data_offsets": [1, 2]}})", 2)),
            "belong to no tensor");
  ExpectHas(OpenError(Raw(R"({"a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]},)"
                          R"("a": {"dtype": "U8", "shape": [1], "data_offsets": [0, 1]}})",
                          1)),
            "appears twice");
  std::ofstream(Path("short"), std::ios::binary) << "abc";
  ExpectHas(OpenError(Path("short")), "holds 3 bytes");
  std::ofstream(Path("foreign"), std::ios::binary) << "this is not a safetensors file";
  ExpectHas(OpenError(Path("foreign")), "not a safetensors file");
}

TEST_F(SafetensorsTest, EveryTruncationIsAnError) {
  const float a[] = {1, 2, 3};
  ASSERT_TRUE(WriteSafetensors(Path("x.safetensors"), {{"a", FSDP_RT_F32, {3}, a}}).ok());
  const std::string whole = ReadAll(Path("x.safetensors"));
  for (size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(Path("cut"), std::ios::binary | std::ios::trunc) << whole.substr(0, size);
    SafetensorsSet set;
    EXPECT_FALSE(SafetensorsSet::Open(Path("cut"), &set).ok()) << size;
  }
}

TEST_F(SafetensorsTest, FullDiskLeavesTheOldFile) {
  const float old = 1;
  ASSERT_TRUE(WriteSafetensors(Path("x.safetensors"), {{"a", FSDP_RT_F32, {1}, &old}}).ok());
  const std::string before = ReadAll(Path("x.safetensors"));
  const std::vector<float> large(1 << 16);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  const rlimit small{4096, limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const Status status = WriteSafetensors(Path("x.safetensors"), {{"b", FSDP_RT_F32, {1 << 16}, large.data()}});
  setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_EQ(status.exit_code(), 1);
  ExpectHas(status.message(), "the old file is unchanged");
  EXPECT_EQ(ReadAll(Path("x.safetensors")), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);  // nothing half written beside it
}

TEST_F(SafetensorsTest, RefusesToReplaceADevice) {
  const Status status = WriteSafetensors("/dev/full", {});
  ExpectHas(status.message(), "not a regular file");
}

}  // namespace
}  // namespace fsdp_rt::runner
