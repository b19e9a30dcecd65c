// kernels.c - the kernels of the tests' plan; see example_plan.cpp
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <stdint.h>

typedef struct {
  void (*fail)(void* context, int64_t assertion);
  void* context;
} assertion_hook;

// w[chunk], slot[chunk], {chunk}
void pack(void** args) {
  const float* w = args[0];
  float* slot = args[1];
  const int64_t* table = args[2];
  for (int64_t i = 0; i < table[0]; ++i) slot[i] = w[i];
}

// sources[ranks], full[ranks * chunk], {chunk, ranks}
void unpack(void** args) {
  const float* const* sources = args[0];
  float* full = args[1];
  const int64_t* table = args[2];
  for (int64_t rank = 0; rank < table[1]; ++rank)
    for (int64_t i = 0; i < table[0]; ++i) full[rank * table[0] + i] = sources[rank][i];
}

// y[1] = x . w, x[rows], grad[padded], loss[1], {rows, padded}
// loss = (y - 1)^2 / 2, grad = (y - 1) x; asserts that x[0] is not negative.
void loss_grad(void** args) {
  const float* y = args[0];
  const float* x = args[1];
  float* grad = args[2];
  float* loss = args[3];
  const int64_t* table = args[4];
  const assertion_hook* hook = args[5];
  if (x[0] < 0) hook->fail(hook->context, 0);
  float error = y[0] - 1;
  loss[0] = error * error / 2;
  for (int64_t i = 0; i < table[0]; ++i) grad[i] = error * x[i];
  for (int64_t i = table[0]; i < table[1]; ++i) grad[i] = 0;
}

// sources[ranks], grad[chunk], {offset in the source, chunk, ranks}: the mean
void reduce_unpack(void** args) {
  const float* const* sources = args[0];
  float* grad = args[1];
  const int64_t* table = args[2];
  for (int64_t i = 0; i < table[1]; ++i) {
    float sum = 0;
    for (int64_t rank = 0; rank < table[2]; ++rank) sum += sources[rank][table[0] + i];
    grad[i] = sum / (float)table[2];
  }
}

// w[chunk], grad[chunk], scalars {lr}, {chunk}
void sgd(void** args) {
  float* w = args[0];
  const float* grad = args[1];
  const double* scalars = args[2];
  const int64_t* table = args[3];
  for (int64_t i = 0; i < table[0]; ++i) w[i] -= (float)scalars[0] * grad[i];
}

// grad[chunk], sum[1], {chunk}
void square_sum(void** args) {
  const float* grad = args[0];
  float* sum = args[1];
  const int64_t* table = args[2];
  sum[0] = 0;
  for (int64_t i = 0; i < table[0]; ++i) sum[0] += grad[i] * grad[i];
}
