// queue_machine.h - the streams, events and graphs behind the queue devices
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_TEST_QUEUE_MACHINE_H_
#define FSDP_RT_TEST_QUEUE_MACHINE_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <vector>

#include "status.h"

namespace fsdp_rt::testing {

using Work = std::function<void()>;

// Operations and what each comes after.
struct QueueGraph {
  struct Node {
    Work work;
    std::set<size_t> after;
  };
  std::vector<Node> nodes;
};

struct QueueEvent {
  uint64_t records = 0;                 // enqueued
  std::set<uint64_t> pending;           // records that are not done
  uint64_t done_ns = 0;                 // of the last record that is
  const QueueGraph* capture = nullptr;  // the last record was into this
  std::set<size_t> captured_after;
};

// One for the process. Every function locks it.
class QueueMachine {
 public:
  struct Operation {
    Work work;                          // empty for a wait
    std::shared_ptr<QueueEvent> event;  // of a wait
    uint64_t record = 0;                // that a wait waits for
  };
  struct Stream {
    std::deque<Operation> operations;
    std::shared_ptr<QueueGraph> capture;
    std::set<size_t> tail;  // last nodes of the capture on this stream
  };

  static QueueMachine& Get();
  void Seed(uint64_t seed);

  Stream* CreateStream();
  void DestroyStream(Stream* stream);
  void Enqueue(Stream* stream, Work work);
  void Record(const std::shared_ptr<QueueEvent>& event, Stream* stream);
  Status Wait(Stream* stream, const std::shared_ptr<QueueEvent>& event);
  // Lets some operations run; whether the stream is empty.
  bool Query(Stream* stream);

  Status BeginCapture(Stream* stream);
  Status EndCapture(Stream* stream, std::shared_ptr<QueueGraph>* out_graph);
  void Launch(const std::shared_ptr<QueueGraph>& graph, Stream* stream);

 private:
  bool IsReady(const Stream& stream) const;
  void RunOne();
  void RunGraph(const QueueGraph& graph);

  std::mutex mutex_;
  std::mt19937_64 random_{1};
  std::list<Stream> streams_;
  const Stream* starved_ = nullptr;
};

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_QUEUE_MACHINE_H_
