// faults_test.cpp - flags, folders, signals and ranks that are not what a run needs
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <chrono>
#include <csignal>
#include <cstring>
#include <mutex>
#include <sstream>
#include <thread>

#include "runner/training_run.h"
#include "training_run_fixture.h"

namespace fsdp_rt::runner {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct WrongFlag {
  const char* flag;
  const char* value;
  const char* expected;  // in the message
};

class FaultsTest : public TrainingRunTest {
 protected:
  static std::string ReadAll(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }
};

// Every flag that has a value, with nonsense: an error that names the flag, the value
// and what was expected, exit code 1, and no step is run.
TEST_F(FaultsTest, EveryFlagRefusesNonsense) {
  const std::string plan = WritePlan(1, 2);
  for (const WrongFlag& wrong : {
           WrongFlag{"--ranks", "two", "expected a whole number from 1 to"},
           WrongFlag{"--ranks", "0", "expected a whole number from 1 to"},
           WrongFlag{"--ranks", "3", "compiled for the grid 1x2"},
           WrongFlag{"--backend", "tcp", "expected one of threads, mpi, cuda"},
           WrongFlag{"--transport", "pigeon", "not in {peer,buffered}"},
           WrongFlag{"--poison-seed", "-1", "expected a whole number of at least 0"},
           WrongFlag{"--deadline", "soon", "expected seconds, a number above 0"},
           WrongFlag{"--deadline", "0", "expected seconds, a number above 0"},
           WrongFlag{"--deadline", "nan", "expected seconds, a number above 0"},
           WrongFlag{"--deadline", "1e30", "expected seconds, a number above 0"},
           WrongFlag{"--gemm-threads", "0", "expected a whole number from 1 to"},
           WrongFlag{"--gemm-threads", "2.5", "expected a whole number from 1 to"},
           WrongFlag{"--trace-steps", "all", "expected a whole number of at least 0"},
           WrongFlag{"--steps", "0", "expected a whole number of at least 1"},
           WrongFlag{"--steps", "-3", "expected a whole number of at least 1"},
           WrongFlag{"--steps", "99999999999999999999", "expected a whole number of at least 1"},
           WrongFlag{"--accumulate", "x", "expected a whole number from 1 to"},
           WrongFlag{"--accumulate-by", "hand", "hand not in {whole,scatter}"},
           WrongFlag{"--eval-every", "0", "expected a whole number of at least 1"},
           WrongFlag{"--lr-schedule", "cliff", "expected constant, linear(...) or warmup_cosine(...)"},
           WrongFlag{"--set", "lr", "expected NAME=NUMBER"},
           WrongFlag{"--set", "lr=", "expected NAME=NUMBER"},
           WrongFlag{"--set", "lr=fast", "expected NAME=NUMBER"},
           WrongFlag{"--set", "lr=nan", "expected NAME=NUMBER, a finite number"},
           WrongFlag{"--compare", "other.plan", "cannot open plan 'other.plan'"},
           WrongFlag{"--init-allow-extra", "x", "unknown arguments: x"},
           WrongFlag{"--nonsense", "7", "unknown arguments: "},
       }) {
    SCOPED_TRACE(std::string(wrong.flag) + " " + wrong.value);
    EXPECT_EQ(RunTool({plan, "--init", Path("init.safetensors"), "--batch", Path("batch2.safetensors"), wrong.flag,
                       wrong.value}),
              1);
    if (const std::string_view flag = wrong.flag; flag == "--set" || flag == "--lr-schedule" || flag == "--compare") {
      // Judged with the plan and the batches at hand.
      WriteBatch(2, 3, ~0u);
      EXPECT_EQ(RunTool({plan, "--init", Path("init.safetensors"), "--batch", Path("batch.safetensors"), wrong.flag,
                         wrong.value}),
                1);
    }
    EXPECT_THAT(error_, AllOf(HasSubstr("fsdp-run: error: "), HasSubstr(wrong.expected)));
    if (std::string_view(wrong.flag) != "--init-allow-extra") {
      EXPECT_THAT(error_, HasSubstr(wrong.flag));
    }
    EXPECT_THAT(output_, Not(HasSubstr("step 1/")));
  }
}

TEST_F(FaultsTest, FilesThatAreNotThere) {
  const std::string plan = WritePlan(1, 2), init = Path("init.safetensors"), batch = Path("batch.safetensors");
  WriteBatch(2, 3, ~0u);
  const std::string none = Path("none"), empty = Path("empty");
  std::ofstream(empty).close();
  struct Case {
    std::vector<std::string> flags;
    std::string expected;
  };
  for (const Case& wrong : {
           Case{{none, "--seed", "1", "--batch", batch}, "cannot open plan '" + none},
           Case{{folder_.string(), "--seed", "1", "--batch", batch}, "not a regular file"},
           Case{{empty, "--seed", "1", "--batch", batch}, "truncated or not a plan"},
           Case{{plan, "--init", none, "--batch", batch}, "cannot open " + none},
           Case{{plan, "--init", empty, "--batch", batch}, "is empty; expected a safetensors file"},
           Case{{plan, "--seed", "1", "--batch", none}, "cannot open " + none},
           Case{{plan, "--seed", "1", "--batch", empty}, "is empty; expected a safetensors file"},
           Case{{plan, "--seed", "x", "--batch", batch}, "--seed: 'x', expected a whole number"},
           Case{{plan, "--batch", batch}, "no initial values: pass --init"},
           Case{{plan, "--init", init, "--seed", "1", "--batch", batch}, "--init excludes --seed"},
           Case{{plan, "--seed", "1", "--batch", batch, "--data-type", "u16"}, "--data-type needs --data"},
           Case{{}, "plan is required"},
       }) {
    EXPECT_EQ(RunTool(wrong.flags), 1);
    EXPECT_THAT(error_, AllOf(StartsWith("fsdp-run: error: "), HasSubstr(wrong.expected)));
  }
}

// Where the results go is known to be writable before the first step.
TEST_F(FaultsTest, UnwritableOutputsAreSeenFirst) {
  const std::string plan = WritePlan(1, 4);
  for (const char* flag : {"--trace", "--save", "--save-params", "--log"}) {
    EXPECT_EQ(RunTool(plan, {flag, Path("no/such/folder/x")}), 1);
    EXPECT_THAT(error_, AllOf(HasSubstr("no/such/folder/x"), HasSubstr("No such file or directory"))) << flag;
    EXPECT_THAT(output_, Not(HasSubstr("step 1/"))) << flag;
    EXPECT_EQ(RunTool(plan, {flag, folder_.string()}), 1) << flag;
  }
}

TEST_F(FaultsTest, InterruptEndsBetweenSteps) {
  const std::string plan = WritePlan(1, 2);
  WriteBatch(2, 3, ~0u);
  std::ofstream(Path("params.safetensors")) << "old";
  std::thread interrupter([this] {
    while (!fs::exists(Path("log.jsonl")) || fs::file_size(Path("log.jsonl")) == 0) std::this_thread::yield();
    kill(getpid(), SIGINT);
  });
  EXPECT_EQ(
      RunTool({plan, "--init", Path("init.safetensors"), "--batch", Path("batch.safetensors"), "--steps", "1000000000",
               "--log", Path("log.jsonl"), "--save-params", Path("params.safetensors"), "--trace", Path("trace.json")}),
      1);
  interrupter.join();
  EXPECT_THAT(error_, AllOf(HasSubstr("interrupted by signal 2 after step "), HasSubstr(" of 1000000000")));
  EXPECT_EQ(ReadAll(Path("params.safetensors")), "old");
  EXPECT_TRUE(fs::exists(Path("trace.json")));  // what ran until then
  for (const auto& file : fs::directory_iterator(folder_))
    EXPECT_EQ(file.path().string().find(".partial-"), std::string::npos) << file.path();
}

// A source whose batch of one rank and step comes late or never within the deadline.
class LateBatches : public BatchSource {
 public:
  LateBatches(uint32_t rank, uint64_t step, std::chrono::milliseconds delay)
      : rank_(rank), step_(step), delay_(delay) {}
  void Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const override {
    if (rank == rank_ && batch.step == step_) std::this_thread::sleep_for(delay_);
    const std::vector<float> x = ExampleBatch(rank, kRows);
    std::memcpy(memory, x.data(), binding.bytes);
  }

 private:
  uint32_t rank_;
  uint64_t step_;
  std::chrono::milliseconds delay_;
};

// A rank that stalls: the others give up at the deadline and name it and the command.
TEST_F(FaultsTest, StalledRankIsNamed) {
  for (const auto transport : {FSDP_RT_TRANSPORT_PEER, FSDP_RT_TRANSPORT_BUFFERED}) {
    Plan plan;
    ASSERT_TRUE(Plan::LoadFile(WritePlan(1, 4), &plan).ok());
    TrainingOptions options;
    options.transport = transport;
    options.deadline_ms = 500;
    TrainingRun run(plan, options);
    ASSERT_TRUE(run.Create().ok());
    const std::vector<float> w = InitialW();
    ASSERT_TRUE(run.WriteTensor(0, w.data()).ok());
    const LateBatches batches(2, 1, std::chrono::milliseconds(1500));
    ASSERT_TRUE(run.RunSync(0, batches).ok());
    ASSERT_TRUE(run.RunOptimizer(0).ok());
    const Status status = run.RunSync(1, batches);
    EXPECT_EQ(status.exit_code(), 1);
    EXPECT_THAT(status.message(), AllOf(HasSubstr("step 1"), HasSubstr("rank 2"), HasSubstr("step.sync")));
  }
}

}  // namespace
}  // namespace fsdp_rt::runner
