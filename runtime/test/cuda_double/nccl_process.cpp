// nccl_process.cpp - ranks of other processes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_process.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <thread>

#include "report.h"

namespace cuda_double {
namespace {

enum class Question : int { kJoin, kComplete, kAbort, kLeave, kMeet, kCollect };

// Followed by the world's name, a text and the data that the rank sends.
struct Request {
  Question question;
  int size, rank, device;
  uint64_t round;
  World::Entry entry;
  NcclCall call;  // its addresses mean nothing
  uint64_t name_bytes, text_bytes, data_bytes;
};

// Followed by a text, which says why not, and data.
struct Answer {
  bool good;
  ncclResult_t error;
  uint64_t text_bytes, data_bytes;
};

bool Write(int socket, const void* data, uint64_t bytes) {
  for (uint64_t done = 0; done < bytes;) {
    const ssize_t sent = send(socket, static_cast<const char*>(data) + done, bytes - done, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    done += sent;
  }
  return true;
}

bool Read(int socket, void* data, uint64_t bytes) {
  for (uint64_t done = 0; done < bytes;) {
    const ssize_t came = recv(socket, static_cast<char*>(data) + done, bytes - done, 0);
    if (came <= 0) return false;
    done += came;
  }
  return true;
}

// No file: the name ends with the process.
socklen_t Address(int process, sockaddr_un* address) {
  *address = {};
  address->sun_family = AF_UNIX;
  const int length = std::snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "fsdp-nccl-double-%d", process);
  return static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + length);
}

struct Reply {
  Answer answer{};
  std::string text;
  std::vector<char> data;
};

bool WriteReply(int socket, Reply reply) {
  reply.answer.text_bytes = reply.text.size();
  reply.answer.data_bytes = reply.data.size();
  return Write(socket, &reply.answer, sizeof reply.answer) && Write(socket, reply.text.data(), reply.text.size()) &&
         Write(socket, reply.data.data(), reply.data.size());
}

bool ReadReply(int socket, Reply* reply) {
  if (!Read(socket, &reply->answer, sizeof reply->answer)) return false;
  reply->text.resize(reply->answer.text_bytes);
  reply->data.resize(reply->answer.data_bytes);
  return Read(socket, reply->text.data(), reply->text.size()) && Read(socket, reply->data.data(), reply->data.size());
}

// ---- in the process that holds the world

// What a rank elsewhere wants of `world`, done as that rank.
Reply Serve(LocalWorld* world, const Request& request, const std::string& text, const std::vector<char>& data) {
  Reply reply;
  const int rank = request.rank;
  Clock clock;  // that process orders its own memory
  switch (request.question) {
    case Question::kJoin:
      reply.answer.good = world->Join(rank, request.device, &reply.text);
      return reply;
    case Question::kComplete:
      reply.answer.good = world->Complete();
      return reply;
    case Question::kAbort:
      world->Abort(rank);
      break;
    case Question::kLeave:
      world->Leave(rank, text);
      break;
    case Question::kMeet: {
      const std::vector<World::Entry> entries = world->Meet(rank, text, request.entry);
      reply.answer.good = !entries.empty();
      const char* begin = reinterpret_cast<const char*>(entries.data());
      reply.data.assign(begin, begin + entries.size() * sizeof(World::Entry));
      break;
    }
    case Question::kCollect: {
      NcclCall call = request.call;
      call.send = data.data();
      call.receive = nullptr;
      reply.answer.good =
          world->Collect(rank, request.round, call, &clock, &reply.data) && world->Finish(rank, request.round);
      break;
    }
  }
  reply.answer.error = world->error(rank);
  reply.text = world->error_text(rank);
  return reply;
}

void Listen(int socket) {
  Request request;
  std::string name, text;
  std::vector<char> data;
  if (Read(socket, &request, sizeof request)) {
    name.resize(request.name_bytes);
    text.resize(request.text_bytes);
    data.resize(request.data_bytes);
    if (Read(socket, name.data(), name.size()) && Read(socket, text.data(), text.size()) &&
        Read(socket, data.data(), data.size())) {
      auto world = std::static_pointer_cast<LocalWorld>(FindWorld(name, request.size, getpid()));
      Reply reply;
      reply.text = name + " has another size in another process";
      if (world) reply = Serve(world.get(), request, text, data);
      const bool lasts = WriteReply(socket, reply) && request.question == Question::kJoin && reply.answer.good;
      char nothing;
      if (lasts && recv(socket, &nothing, 1, 0) <= 0) world->Leave(request.rank, "its process has ended");
    }
  }
  close(socket);
}

// ---- in the others

class RemoteWorld : public World {
 public:
  RemoteWorld(std::string name, int size, int process) : World(std::move(name), size, process), ranks_(size) {}

  bool Join(int rank, int device, std::string* why) override {
    Request request = Ask(Question::kJoin, rank);
    request.device = device;
    const int socket = Send(request, "", nullptr);
    Reply reply;
    if (socket < 0 || !ReadReply(socket, &reply)) reply.text = Gone();
    if (reply.answer.good) return true;  // the connection stays until this process ends
    if (socket >= 0) close(socket);
    *why = reply.text;
    return false;
  }
  // For good: who serves the world may be gone before a collective is checked.
  bool Complete() override {
    if (!complete_) complete_ = Talk(Ask(Question::kComplete, 0)).answer.good;
    return complete_;
  }
  void Abort(int rank) override {
    {
      std::lock_guard lock(mutex_);
      ranks_[rank].aborted = true;
    }
    changed_.notify_all();
    Talk(Ask(Question::kAbort, rank));
  }
  void Leave(int rank, const std::string& why) override { Talk(Ask(Question::kLeave, rank), why); }
  void SetError(int rank, ncclResult_t error, const std::string& why) override {
    std::lock_guard lock(mutex_);
    if (ranks_[rank].error != nccl::ncclSuccess) return;
    ranks_[rank].error = error;
    ranks_[rank].error_text = why;
  }
  ncclResult_t error(int rank) override {
    std::lock_guard lock(mutex_);
    return ranks_[rank].error;
  }
  std::string error_text(int rank) override {
    std::lock_guard lock(mutex_);
    return ranks_[rank].error_text;
  }

  std::vector<Entry> Meet(int rank, const std::string& meeting, Entry entry) override {
    Request request = Ask(Question::kMeet, rank);
    request.entry = entry;
    const Reply reply = Talk(request, meeting);
    const auto* entries = reinterpret_cast<const Entry*>(reply.data.data());
    return {entries, entries + reply.data.size() / sizeof(Entry)};
  }

  bool Collect(int rank, uint64_t round, const NcclCall& call, Clock*, std::vector<char>* result) override {
    Request request = Ask(Question::kCollect, rank);
    request.round = round;
    request.call = call;
    request.data_bytes = call.SendBytes(size_, rank);
    Reply reply = Talk(request, "", call.send);
    *result = std::move(reply.data);
    return reply.answer.good;
  }
  bool Finish(int, uint64_t) override { return true; }  // as this rank, where the world is

  bool Exchange(int rank, const std::vector<NcclCall>& calls, Clock*) override {
    const std::string why = Text("not supported yet: ", calls[0].Describe(), " between processes");
    SetError(rank, nccl::ncclInvalidUsage, why);
    ReportMisuse(why);
    return false;
  }
  void SleepUntilAborted(int rank) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ranks_[rank].aborted; });
  }

 private:
  Request Ask(Question question, int rank) const {
    Request request{};
    request.question = question;
    request.size = size_;
    request.rank = rank;
    request.name_bytes = name_.size();
    return request;
  }
  std::string Gone() const { return Text("the process that made ", name_, " has ended"); }

  // A new connection with the question in it; negative where nobody listens.
  int Send(Request request, const std::string& text, const void* data) const {
    sockaddr_un address;
    const socklen_t bytes = Address(process_, &address);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    request.text_bytes = text.size();
    if (connect(socket, reinterpret_cast<sockaddr*>(&address), bytes) == 0 && Write(socket, &request, sizeof request) &&
        Write(socket, name_.data(), name_.size()) && Write(socket, text.data(), text.size()) &&
        Write(socket, data, request.data_bytes)) {
      return socket;
    }
    close(socket);
    return -1;
  }
  Reply Talk(const Request& request, const std::string& text = "", const void* data = nullptr) {
    Reply reply;
    const int socket = Send(request, text, data);
    if (socket < 0 || !ReadReply(socket, &reply)) {
      reply = {};
      reply.answer.error = nccl::ncclRemoteError;
      reply.text = Gone();
    }
    if (socket >= 0) close(socket);
    if (reply.answer.error != nccl::ncclSuccess) SetError(request.rank, reply.answer.error, reply.text);
    return reply;
  }

  struct Rank {
    bool aborted = false;
    ncclResult_t error = nccl::ncclSuccess;
    std::string error_text;
  };
  std::atomic<bool> complete_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Rank> ranks_;
};

}  // namespace

int ServeWorlds() {
  static const int process = [] {
    sockaddr_un address;
    const socklen_t bytes = Address(getpid(), &address);
    const int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), bytes) != 0 || listen(listener, 64) != 0) {
      ReportMisuse("the double of NCCL cannot listen for ranks of other processes");
      return getpid();
    }
    std::thread([listener] {
      for (int socket; (socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;)
        std::thread(Listen, socket).detach();
    }).detach();
    return getpid();
  }();
  return process;
}

std::shared_ptr<World> FindWorld(const std::string& name, int size, int process) {
  static auto* mutex = new std::mutex;
  static auto* worlds = new std::map<std::pair<int, std::string>, std::shared_ptr<World>>;
  std::lock_guard lock(*mutex);
  std::shared_ptr<World>& world = (*worlds)[{process, name}];
  if (!world && process == getpid()) world = std::make_shared<LocalWorld>(name, size, process);
  if (!world) world = std::make_shared<RemoteWorld>(name, size, process);
  return world->size() == size ? world : nullptr;
}

}  // namespace cuda_double
