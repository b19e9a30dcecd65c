// nccl_process.h - ranks of other processes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The process that made a communicator's id holds its world and listens at a Unix socket. A rank of another process
// asks it for everything, a connection for each question, with the data that it sends: there is no memory that both
// touch, so that nothing is read in place. One connection lasts as long as the rank: where it ends, its process has.

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_PROCESS_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_PROCESS_H_

#include <memory>
#include <string>

#include "nccl_world.h"

namespace cuda_double {

// Lets other processes join the worlds of this one; its number.
int ServeWorlds();

// The world of a name, which the first rank makes, here or in `process`; null if it has another size.
std::shared_ptr<World> FindWorld(const std::string& name, int size, int process);

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_PROCESS_H_
