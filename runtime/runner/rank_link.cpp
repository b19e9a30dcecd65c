// rank_link.cpp - a connection between ranks that are processes, beside what NCCL has
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/rank_link.h"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace fsdp_rt::runner {
namespace {

using Clock = std::chrono::steady_clock;

enum class Kind : uint32_t { kHello = 0x66736470, kMade, kFailed, kBye };  // a stranger does not begin so

struct Header {
  Kind kind;
  uint32_t rank;   // whom it is about
  uint32_t bytes;  // that follow
};

constexpr uint32_t kMostBytes = 1 << 16;

// Closes what nobody took over.
class Socket {
 public:
  explicit Socket(int socket = -1) : socket_(socket) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (socket_ >= 0) close(socket_);
  }
  int get() const { return socket_; }
  int Release() { return std::exchange(socket_, -1); }

 private:
  int socket_;
};

bool Await(int socket, short events, Clock::time_point end) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
  pollfd wanted{socket, events, 0};
  return left > 0 && poll(&wanted, 1, static_cast<int>(std::min<int64_t>(left, INT32_MAX))) > 0;
}

bool SendAll(int socket, const void* data, size_t bytes) {
  const auto* at = static_cast<const char*>(data);
  while (bytes > 0) {
    const ssize_t sent = send(socket, at, bytes, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    bytes -= static_cast<size_t>(sent);
  }
  return true;
}

bool SendMessage(int socket, Kind kind, uint32_t rank, const void* data = nullptr, size_t bytes = 0) {
  const Header header{kind, rank, static_cast<uint32_t>(std::min<size_t>(bytes, kMostBytes))};
  return SendAll(socket, &header, sizeof header) && SendAll(socket, data, header.bytes);
}

// False where the connection ended, or nothing came in time.
bool ReceiveAll(int socket, void* data, size_t bytes, Clock::time_point end) {
  auto* at = static_cast<char*>(data);
  while (bytes > 0) {
    if (!Await(socket, POLLIN, end)) return false;
    const ssize_t came = recv(socket, at, bytes, 0);
    if (came < 0 && errno == EINTR) continue;
    if (came <= 0) return false;
    at += came;
    bytes -= static_cast<size_t>(came);
  }
  return true;
}

bool ReceiveMessage(int socket, Header* header, std::string* text, Clock::time_point end) {
  if (!ReceiveAll(socket, header, sizeof *header, end) || header->bytes > kMostBytes) return false;
  text->resize(header->bytes);
  return ReceiveAll(socket, text->data(), text->size(), end);
}

struct AddressList {
  ~AddressList() {
    if (first) freeaddrinfo(first);
  }
  addrinfo* first = nullptr;
};

Status Resolve(const RankPlace& place, bool listens, AddressList* out) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = listens ? AI_PASSIVE : 0;
  const int error = getaddrinfo(listens ? nullptr : place.host.c_str(), place.port.c_str(), &hints, &out->first);
  if (error == 0) return {};
  return Status::User("the ranks cannot meet at " + place.host + ":" + place.port + ": " + gai_strerror(error));
}

// -1, and errno, where it cannot.
int OpenListener(const addrinfo& address, uint32_t ranks) {
  Socket listener(socket(address.ai_family, address.ai_socktype | SOCK_CLOEXEC, address.ai_protocol));
  const int on = 1, off = 0;
  if (listener.get() < 0) return -1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.ai_family == AF_INET6) setsockopt(listener.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (bind(listener.get(), address.ai_addr, address.ai_addrlen) != 0 ||
      listen(listener.get(), static_cast<int>(std::min<uint32_t>(ranks, SOMAXCONN))) != 0)
    return -1;
  return listener.Release();
}

std::string Address(const RankPlace& place) { return place.host + ":" + place.port; }

}  // namespace

Status RankLink::Meet(const RankPlace& place, std::chrono::milliseconds deadline, std::vector<std::byte>* made,
                      std::unique_ptr<RankLink>* out) {
  std::unique_ptr<RankLink> link(new RankLink(place));
  const auto end = Clock::now() + deadline;
  if (place.ranks > 1)
    FSDP_RT_RETURN_IF_ERROR(place.rank == 0 ? link->Listen(place, end, *made) : link->Join(place, end, made));
  *out = std::move(link);
  return {};
}

Status RankLink::Listen(const RankPlace& place, Clock::time_point end, const std::vector<std::byte>& made) {
  AddressList addresses;
  FSDP_RT_RETURN_IF_ERROR(Resolve(place, /*listens=*/true, &addresses));
  // A socket of IPv6 takes IPv4, too; not every machine has it.
  int listening = -1;
  for (const int family : {AF_INET6, AF_INET})
    for (const addrinfo* at = addresses.first; at && listening < 0; at = at->ai_next)
      if (at->ai_family == family) listening = OpenListener(*at, ranks_);
  const Socket listener(listening);
  if (listening < 0)
    return Status::User("rank 0 cannot listen at port " + place.port + ": " + std::strerror(errno) +
                        "; pass --meet HOST:PORT of a free one");
  while (peers_.size() + 1 < ranks_) FSDP_RT_RETURN_IF_ERROR(Accept(listener.get(), end));
  for (const auto& [peer, socket] : peers_)
    if (!SendMessage(socket, Kind::kMade, peer, made.data(), made.size()))
      return Status::User("rank " + std::to_string(peer) + " left while the ranks met");
  return {};
}

Status RankLink::Accept(int listener, Clock::time_point end) {
  if (!Await(listener, POLLIN, end)) {
    std::string missing;
    for (uint32_t rank = 1; rank < ranks_; ++rank)
      if (!peers_.contains(rank)) missing += (missing.empty() ? "" : ", ") + std::to_string(rank);
    return Status::User("ranks that did not come within the deadline: " + missing);
  }
  Socket socket(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  Header header;
  std::string text;
  // Whoever else finds the port does not keep the ranks.
  constexpr auto kPatience = std::chrono::seconds(2);
  if (socket.get() < 0 || !ReceiveMessage(socket.get(), &header, &text, std::min(end, Clock::now() + kPatience)) ||
      header.kind != Kind::kHello)
    return {};
  uint32_t ranks = 0;
  if (text.size() == sizeof ranks) std::memcpy(&ranks, text.data(), sizeof ranks);
  if (ranks != ranks_ || header.rank == 0 || header.rank >= ranks_ || peers_.contains(header.rank))
    return Status::User("a process says that it is rank " + std::to_string(header.rank) + " of " +
                        std::to_string(ranks) + "; expected each of 1 to " + std::to_string(ranks_ - 1) + " of " +
                        std::to_string(ranks_) + " once");
  peers_[header.rank] = socket.Release();
  return {};
}

// Rank 0 may start later.
Status RankLink::Join(const RankPlace& place, Clock::time_point end, std::vector<std::byte>* made) {
  std::string last = "nobody listens there";
  while (peers_.empty()) {
    AddressList addresses;
    FSDP_RT_RETURN_IF_ERROR(Resolve(place, /*listens=*/false, &addresses));
    for (const addrinfo* at = addresses.first; at && peers_.empty(); at = at->ai_next) {
      Socket socket(::socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC, at->ai_protocol));
      if (socket.get() >= 0 && connect(socket.get(), at->ai_addr, at->ai_addrlen) == 0)
        peers_[0] = socket.Release();
      else
        last = std::strerror(errno);
    }
    if (!peers_.empty()) break;
    if (Clock::now() >= end)
      return Status::User("rank 0 was not reached at " + Address(place) + " within the deadline: " + last);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  Header header;
  std::string text;
  if (!SendMessage(peers_[0], Kind::kHello, rank_, &ranks_, sizeof ranks_) ||
      !ReceiveMessage(peers_[0], &header, &text, end) || header.kind != Kind::kMade || text.size() != made->size())
    return Status::User("rank 0 at " + Address(place) +
                        " did not say that all ranks are there; its own error, or that of another rank, says why");
  std::memcpy(made->data(), text.data(), text.size());
  return {};
}

void RankLink::Watch(Failure failed) {
  failed_ = std::move(failed);
  if (!peers_.empty() && pipe(wake_) == 0) thread_ = std::thread([this] { Serve(); });
}

void RankLink::Serve() {
  for (;;) {
    std::vector<pollfd> wanted = {{wake_[0], POLLIN, 0}};
    std::vector<uint32_t> ranks;
    {
      std::lock_guard lock(mutex_);
      for (const auto& [peer, socket] : peers_) {
        wanted.push_back({socket, POLLIN, 0});
        ranks.push_back(peer);
      }
    }
    if (poll(wanted.data(), wanted.size(), -1) < 0 && errno != EINTR) return;
    if (wanted[0].revents) return;
    for (size_t i = 0; i < ranks.size(); ++i)
      if (wanted[i + 1].revents) Hear(ranks[i], wanted[i + 1].fd);
  }
}

void RankLink::Hear(uint32_t peer, int socket) {
  Header header;
  std::string text;
  // What has begun to come comes whole.
  constexpr auto kPatience = std::chrono::seconds(5);
  if (!ReceiveMessage(socket, &header, &text, Clock::now() + kPatience)) {
    Forget(peer);
    return Report(peer, "its process ended");
  }
  if (header.kind == Kind::kFailed) Report(header.rank, text);
  if (header.kind == Kind::kBye) Forget(peer);
}

void RankLink::Forget(uint32_t peer) {
  std::lock_guard lock(mutex_);
  const auto found = peers_.find(peer);
  if (found == peers_.end()) return;
  close(found->second);
  peers_.erase(found);
}

// Rank 0 passes it on. What happens after the first failure is its consequence.
void RankLink::Report(uint32_t rank, const std::string& why) {
  {
    std::lock_guard lock(mutex_);
    if (reported_ || leaving_) return;
    reported_ = true;
    for (const auto& [peer, socket] : peers_)
      if (rank_ == 0 && peer != rank) SendMessage(socket, Kind::kFailed, rank, why.data(), why.size());
  }
  if (failed_) failed_(rank, why);
}

void RankLink::Fail(const std::string& why) {
  std::lock_guard lock(mutex_);
  if (reported_) return;
  reported_ = true;
  for (const auto& [peer, socket] : peers_) SendMessage(socket, Kind::kFailed, rank_, why.data(), why.size());
}

RankLink::~RankLink() {
  {
    std::lock_guard lock(mutex_);
    leaving_ = true;
    for (const auto& [peer, socket] : peers_) SendMessage(socket, Kind::kBye, rank_);
  }
  if (thread_.joinable()) {
    const char end = 0;
    while (write(wake_[1], &end, 1) < 0 && errno == EINTR) {
    }
    thread_.join();
  }
  for (int end : wake_)
    if (end >= 0) close(end);
  for (const auto& [peer, socket] : peers_) close(socket);
}

}  // namespace fsdp_rt::runner
