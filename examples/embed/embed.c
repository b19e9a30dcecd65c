// embed.c - a C program that trains with a compiled plan, as a host sees it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   cc -std=c11 embed.c -lfsdp_rt -lpthread
//   ./a.out step.plan [STEPS]
//   RANK=0 WORLD_SIZE=2 LOCAL_RANK=0 ./a.out step.plan STEPS ID_FILE
//
// The first form has one thread per rank of the plan, on the CPU. The second is
// one rank of a plan of --target cuda in a process of its own, on the GPU of
// its local rank; a launcher starts all of them. They meet through a new file
// that all of them see. Parameters start from small pseudo-random values that
// are the same whatever the number of ranks; the batch is made up and stays the
// same, so that the loss falls.

#define _POSIX_C_SOURCE 200809L // nanosleep
#include <fsdp_rt/cuda.h>
#include <fsdp_rt/fsdp_rt.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { kAlignment = 64, kDeadlineMs = 60000 };

typedef struct {
  fsdp_rt_plan *plan;
  fsdp_rt_comm *comm;
  fsdp_rt_device *device; // null: the CPU
  int32_t rank;
  int steps;
  double *losses; // of this rank, one per step
  int failed;
} rank_job;

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static void *aligned_zeros(uint64_t bytes) {
  size_t size = (size_t)(bytes + kAlignment) / kAlignment * kAlignment;
  void *memory = aligned_alloc(kAlignment, size);
  if (memory)
    memset(memory, 0, size);
  return memory;
}

// Every rank makes the full tensor and keeps its rows: no rank depends on
// another's data.
static fsdp_rt_status set_parameters(fsdp_rt_session *session,
                                     const fsdp_rt_plan *plan,
                                     fsdp_rt_error *error) {
  fsdp_rt_tensor_info tensor = {.struct_size = sizeof tensor};
  for (uint32_t i = 0; fsdp_rt_plan_tensor(plan, i, &tensor) == FSDP_RT_OK;
       ++i) {
    if (tensor.role != FSDP_RT_ROLE_PARAM || tensor.dtype != FSDP_RT_F32)
      continue;
    uint64_t elements = 1;
    for (uint32_t d = 0; d < tensor.rank; ++d)
      elements *= (uint64_t)tensor.shape[d];
    float *full = malloc(elements * sizeof(float));
    uint32_t state = 1 + i;
    for (uint64_t e = 0; e < elements; ++e)
      full[e] = 0.1f * ((float)next_random(&state) / (1 << 24) - 0.5f);
    fsdp_rt_status status = fsdp_rt_session_write_full(
        session, i, full, elements * sizeof(float), error);
    free(full);
    if (status != FSDP_RT_OK)
      return status;
  }
  return FSDP_RT_OK;
}

// Memory for everything the plan reads from its caller and writes back to it.
static fsdp_rt_status bind_memory(fsdp_rt_session *session, const rank_job *job,
                                  void **memory, fsdp_rt_error *error) {
  fsdp_rt_binding_info binding = {.struct_size = sizeof binding};
  for (uint32_t i = 0;
       fsdp_rt_plan_binding(job->plan, i, &binding) == FSDP_RT_OK; ++i) {
    memory[i] = aligned_zeros(binding.bytes);
    uint32_t state = 100 + (uint32_t)job->rank;
    if (binding.kind == FSDP_RT_BIND_BATCH && binding.dtype == FSDP_RT_F32)
      for (uint64_t e = 0; e < binding.bytes / sizeof(float); ++e)
        ((float *)memory[i])[e] = (float)next_random(&state) / (1 << 24);
    if (binding.kind == FSDP_RT_BIND_BATCH && binding.dtype == FSDP_RT_I64)
      for (uint64_t e = 0; e < binding.bytes / sizeof(int64_t); ++e)
        ((int64_t *)memory[i])[e] = next_random(&state) % 2;
    fsdp_rt_status status =
        fsdp_rt_session_bind(session, i, memory[i], binding.bytes, error);
    if (status != FSDP_RT_OK)
      return status;
  }
  return FSDP_RT_OK;
}

static double sum_of_losses(const fsdp_rt_plan *plan, void **memory) {
  double sum = 0;
  fsdp_rt_binding_info binding = {.struct_size = sizeof binding};
  for (uint32_t i = 0; fsdp_rt_plan_binding(plan, i, &binding) == FSDP_RT_OK;
       ++i)
    if (binding.kind == FSDP_RT_BIND_LOSS && binding.dtype == FSDP_RT_F32)
      sum += *(float *)memory[i];
  return sum;
}

static fsdp_rt_status train(rank_job *job, fsdp_rt_session *session,
                            void **memory, fsdp_rt_error *error) {
  uint32_t step_entry = 0, optimizer = 0;
  if (fsdp_rt_plan_find_entry(job->plan, "step.sync", &step_entry) !=
      FSDP_RT_OK) {
    snprintf(error->message, sizeof error->message,
             "the plan has no entry step.sync");
    return FSDP_RT_NOT_FOUND;
  }
  int has_optimizer =
      fsdp_rt_plan_find_entry(job->plan, "optimizer", &optimizer) == FSDP_RT_OK;
  fsdp_rt_status status = set_parameters(session, job->plan, error);
  if (status == FSDP_RT_OK)
    status = bind_memory(session, job, memory, error);
  for (int step = 0; status == FSDP_RT_OK && step < job->steps; ++step) {
    status = fsdp_rt_session_run(session, step_entry, NULL, error);
    if (status != FSDP_RT_OK)
      break;
    job->losses[step] = sum_of_losses(job->plan, memory);
    if (!has_optimizer)
      continue;
    // Adam corrects its bias by the number of the step; a plan without it has
    // no such scalar.
    status = fsdp_rt_session_set_scalar(session, "step", step + 1, error);
    if (status == FSDP_RT_NOT_FOUND)
      status = FSDP_RT_OK;
    if (status == FSDP_RT_OK)
      status = fsdp_rt_session_run(session, optimizer, NULL, error);
  }
  return status;
}

static void *run_rank(void *argument) {
  rank_job *job = argument;
  fsdp_rt_error error = {0};
  fsdp_rt_plan_info info = {.struct_size = sizeof info};
  fsdp_rt_plan_info_get(job->plan, &info);
  void **memory = calloc(info.bindings + 1, sizeof(void *));
  fsdp_rt_session_options options;
  fsdp_rt_session_options_init(&options);
  options.comm = job->comm;
  options.device = job->device;
  // Other processes' memory is not read in place unless NCCL offers it.
  if (job->device)
    options.transport = FSDP_RT_TRANSPORT_BUFFERED;
  fsdp_rt_session *session = NULL;
  fsdp_rt_status status =
      fsdp_rt_session_create(job->plan, &options, &session, &error);
  if (status == FSDP_RT_OK)
    status = train(job, session, memory, &error);
  if (status != FSDP_RT_OK) {
    job->failed = 1;
    fprintf(stderr, "rank %d: %s: %s\n", job->rank, fsdp_rt_status_name(status),
            error.message);
  }
  fsdp_rt_session_destroy(session);
  for (uint32_t i = 0; i < info.bindings; ++i)
    free(memory[i]);
  free(memory);
  return NULL;
}

static int train_on_threads(fsdp_rt_plan *plan, uint32_t ranks,
                            fsdp_rt_threads_world *world, int steps) {
  rank_job *jobs = calloc(ranks, sizeof(rank_job));
  pthread_t *threads = calloc(ranks, sizeof(pthread_t));
  double *losses = calloc((size_t)ranks * (size_t)steps, sizeof(double));
  int failed = 0;
  for (uint32_t rank = 0; rank < ranks; ++rank) {
    jobs[rank] = (rank_job){
        plan,  fsdp_rt_threads_world_comm(world, rank), NULL, (int32_t)rank,
        steps, losses + (size_t)rank * (size_t)steps,   0};
    pthread_create(&threads[rank], NULL, run_rank, &jobs[rank]);
  }
  for (uint32_t rank = 0; rank < ranks; ++rank) {
    pthread_join(threads[rank], NULL);
    failed |= jobs[rank].failed;
  }
  for (int step = 0; !failed && step < steps; ++step) {
    double mean = 0;
    for (uint32_t rank = 0; rank < ranks; ++rank)
      mean += jobs[rank].losses[step] / ranks;
    printf("step %d loss %.6f\n", step + 1, mean);
  }
  free(losses);
  free(threads);
  free(jobs);
  return failed;
}

static uint32_t from_environment(const char *name) {
  const char *text = getenv(name);
  return text ? (uint32_t)strtoul(text, NULL, 10) : 0;
}

// Rank 0 makes the id and shows it whole or not at all; the others wait for it.
static int share_id(const char *path, uint32_t rank, char *id) {
  fsdp_rt_error error = {0};
  if (rank == 0) {
    char part[4096];
    snprintf(part, sizeof part, "%s.part", path);
    if (fsdp_rt_cuda_id_create(id, &error) != FSDP_RT_OK) {
      fprintf(stderr, "error: %s\n", error.message);
      return 0;
    }
    FILE *file = fopen(part, "wb");
    int written = file && fwrite(id, FSDP_RT_CUDA_ID_BYTES, 1, file) == 1;
    if (file && fclose(file) != 0)
      written = 0;
    if (written && rename(part, path) == 0)
      return 1;
    fprintf(stderr, "error: cannot write %s\n", path);
    return 0;
  }
  const struct timespec pause = {0, 10 * 1000 * 1000};
  for (int tries = 0; tries < kDeadlineMs / 10; ++tries) {
    FILE *file = fopen(path, "rb");
    int read = file && fread(id, FSDP_RT_CUDA_ID_BYTES, 1, file) == 1;
    if (file)
      fclose(file);
    if (read)
      return 1;
    nanosleep(&pause, NULL);
  }
  fprintf(stderr, "error: rank 0 did not write %s\n", path);
  return 0;
}

// This process' rank.
static int train_in_process(fsdp_rt_plan *plan, const fsdp_rt_plan_info *info,
                            const char *path, int steps) {
  uint32_t rank = from_environment("RANK");
  uint32_t ranks = info->replicas * info->shards * info->models;
  if (from_environment("WORLD_SIZE") != ranks) {
    fprintf(stderr, "error: WORLD_SIZE is not %u, the plan's ranks\n", ranks);
    return 1;
  }
  char id[FSDP_RT_CUDA_ID_BYTES];
  if (!share_id(path, rank, id))
    return 1;
  fsdp_rt_cuda_rank_options options = {.struct_size = sizeof options,
                                       .replicas = info->replicas,
                                       .shards = info->shards * info->models,
                                       .deadline_ms = kDeadlineMs,
                                       .id = id,
                                       .rank = rank,
                                       .gpu = from_environment("LOCAL_RANK")};
  fsdp_rt_cuda_rank *self = NULL;
  fsdp_rt_error error = {0};
  fsdp_rt_status status = fsdp_rt_cuda_rank_create(&options, &self, &error);
  if (rank == 0)
    remove(path); // every rank has it by now, or will not come
  if (status != FSDP_RT_OK) {
    fprintf(stderr, "error: %s\n", error.message);
    return 1;
  }
  double *losses = calloc((size_t)steps, sizeof(double));
  rank_job job = {plan,
                  fsdp_rt_cuda_rank_comm(self),
                  fsdp_rt_cuda_rank_device(self),
                  (int32_t)rank,
                  steps,
                  losses,
                  0};
  run_rank(&job);
  for (int step = 0; !job.failed && step < steps; ++step)
    printf("rank %u step %d loss %.6f\n", rank, step + 1, losses[step]);
  free(losses);
  fsdp_rt_cuda_rank_destroy(self);
  return job.failed;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: embed PLAN [STEPS [ID_FILE]]\n");
    return 1;
  }
  int steps = argc > 2 ? atoi(argv[2]) : 5;
  if (steps < 1)
    steps = 1;
  fsdp_rt_plan *plan = NULL;
  fsdp_rt_threads_world *world = NULL;
  fsdp_rt_error error = {0};
  fsdp_rt_plan_info info = {.struct_size = sizeof info};
  if (fsdp_rt_plan_load_file(argv[1], &plan, &error) != FSDP_RT_OK) {
    fprintf(stderr, "error: %s\n", error.message);
    return 1;
  }
  fsdp_rt_plan_info_get(plan, &info);
  if (argc > 3) {
    int failed = train_in_process(plan, &info, argv[3], steps);
    fsdp_rt_plan_release(plan);
    return failed;
  }
  if (fsdp_rt_threads_world_create(info.replicas, info.shards * info.models,
                                   kDeadlineMs, &world, &error) != FSDP_RT_OK) {
    fprintf(stderr, "error: %s\n", error.message);
    fsdp_rt_plan_release(plan);
    return 1;
  }
  printf("plan '%s': %u x %u ranks, %llu bytes of state per rank\n", info.name,
         info.replicas, info.shards, (unsigned long long)info.state_bytes);
  uint32_t ranks = info.replicas * info.shards * info.models;
  int failed = train_on_threads(plan, ranks, world, steps);
  fsdp_rt_threads_world_destroy(world);
  fsdp_rt_plan_release(plan);
  return failed;
}
