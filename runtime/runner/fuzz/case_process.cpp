// case_process.cpp - checks a case in a process of its own
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/case_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <thread>

namespace fsdp_rt::runner {
namespace {

using nlohmann::json;

std::string ReadAll(const std::string& path) {
  std::ifstream stream(path);
  return {std::istreambuf_iterator<char>(stream), {}};
}

[[noreturn]] void CheckAndExit(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch) {
  const int log = open((scratch + "/stderr").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(log, STDERR_FILENO);
  Verdict verdict = CheckCase(spec, options, scratch);
  // A double says so, where a real device might have punished an order or an access.
  std::fflush(stderr);
  if (const std::string said = ReadAll(scratch + "/stderr"); said.find("cuda double: ") != std::string::npos) {
    if (!verdict.failed()) verdict.what = "a report of the CUDA double";
    verdict.kind = Verdict::Kind::kFailed;
    verdict.details.push_back(said);
  }
  std::ofstream(scratch + "/verdict.json") << json{{"kind", verdict.kind},
                                                   {"what", verdict.what},
                                                   {"details", verdict.details},
                                                   {"exact", verdict.exact},
                                                   {"bounded", verdict.bounded}};
  std::fflush(stderr);
  _exit(0);
}

}  // namespace

CaseProcess::CaseProcess(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch,
                         double deadline_s)
    : scratch_(scratch), deadline_s_(deadline_s) {
  std::filesystem::create_directories(scratch);
  deadline_ = std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(
                                                     std::chrono::duration<double>(deadline_s));
  std::fflush(stdout);
  child_ = fork();
  if (child_ == 0) CheckAndExit(spec, options, scratch);
}

CaseProcess::~CaseProcess() {
  if (child_ > 0) {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(scratch_, ignored);
}

Verdict CaseProcess::ReadVerdict(int status) const {
  Verdict verdict;
  const json stored = json::parse(ReadAll(scratch_ + "/verdict.json"), nullptr, /*allow_exceptions=*/false);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && stored.is_object()) {
    verdict.kind = stored["kind"].get<Verdict::Kind>();
    verdict.what = stored["what"].get<std::string>();
    verdict.details = stored["details"].get<std::vector<std::string>>();
    verdict.exact = stored["exact"].get<uint64_t>();
    verdict.bounded = stored["bounded"].get<uint64_t>();
    return verdict;
  }
  verdict.kind = Verdict::Kind::kFailed;
  verdict.what = WIFSIGNALED(status) ? "a crash, signal " + std::to_string(WTERMSIG(status))
                                     : "an exit with code " + std::to_string(WEXITSTATUS(status));
  verdict.details = {ReadAll(scratch_ + "/stderr")};
  return verdict;
}

std::optional<Verdict> CaseProcess::Poll() {
  Verdict verdict;
  verdict.kind = Verdict::Kind::kFailed;
  if (child_ < 0) {
    verdict.what = "no process could be started";
    return verdict;
  }
  int status = 0;
  if (waitpid(child_, &status, WNOHANG) == child_) {
    child_ = -1;
    return ReadVerdict(status);
  }
  if (std::chrono::steady_clock::now() < deadline_) return std::nullopt;
  kill(child_, SIGKILL);
  waitpid(child_, &status, 0);
  child_ = -1;
  verdict.what = "no end within " + std::to_string(static_cast<int>(deadline_s_)) + " s";
  verdict.details = {ReadAll(scratch_ + "/stderr")};
  return verdict;
}

Verdict CaseProcess::Wait() {
  for (;;) {
    if (const std::optional<Verdict> verdict = Poll()) return *verdict;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace fsdp_rt::runner
