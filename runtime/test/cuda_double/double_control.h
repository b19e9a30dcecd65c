// double_control.h - what a test asks the double of the driver, beyond CUDA's own calls
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exported by the double's libcuda.so.1: dlsym tells a test whether it runs on the double.

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_DOUBLE_CONTROL_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_DOUBLE_CONTROL_H_

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// Reads the environment again, restarts the counters of planted faults, forgets all reports and
// clears the errors of every context. Memory, streams and modules stay.
void fsdp_cuda_double_reset(void);
// Misuse that was found since the start or the last reset, each once.
size_t fsdp_cuda_double_report_count(void);
// Valid until the next reset; null past the end.
const char* fsdp_cuda_double_report(size_t index);
// Waits until every stream has done what it was given, those of failed contexts included, whose
// synchronisation returns at once. After it no report comes any more.
void fsdp_cuda_double_drain(void);
// What is alive: allocations, streams, events, modules, graphs, graph executables, summed over
// devices. Equal before and after a session that leaks nothing.
size_t fsdp_cuda_double_live_objects(void);

#ifdef __cplusplus
}
#endif
#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_DOUBLE_CONTROL_H_
