// mpi_library.cpp - the C ABI of ranks that are processes of MPI: loads the module and passes calls on
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "mpi_module.h"
#include "status.h"

namespace fsdp_rt {
namespace {

constexpr char kFolderVariable[] = "FSDP_RT_MPI_MODULE";

// Where the module may be: the folder that the user names, alone, or ours (that of a shared library, or of a program
// that holds us) and the library folders beside it, then wherever the system looks.
std::vector<std::string> ModulePaths() {
  const char* folder = std::getenv(kFolderVariable);
  if (folder && *folder) return {Concat(folder, "/", kMpiModuleFile)};
  std::vector<std::string> paths;
  Dl_info here{};
  if (dladdr(reinterpret_cast<const void*>(&ModulePaths), &here) && here.dli_fname) {
    std::error_code ignored;
    // A program's name there is what it was called by.
    const bool found = std::strchr(here.dli_fname, '/');
    const auto own = std::filesystem::canonical(found ? here.dli_fname : "/proc/self/exe", ignored).parent_path();
    for (const char* beside : {".", "../lib", "../" FSDP_RT_LIBRARY_FOLDER})
      if (const std::string path = own / beside / kMpiModuleFile; access(path.c_str(), F_OK) == 0)
        paths.push_back(path);
  }
  paths.push_back(kMpiModuleFile);
  return paths;
}

// MPI's own plugins look for symbols of its library among those of the process, so they are made global. Never
// unloaded: MPI leaves threads and handlers behind.
Status LoadModule(const MpiModule** out_module) {
  const std::string path = ModulePaths().front();
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  if (!handle)
    return Error(FSDP_RT_UNSUPPORTED, "the MPI module cannot be loaded: ", dlerror(),
                 " (install an MPI with its headers, such as Debian's libopenmpi-dev and openmpi-bin, and build again: "
                 "the module is built where CMake finds one; or set ",
                 kFolderVariable, " to the folder that holds ", kMpiModuleFile, ")");
  const auto function = reinterpret_cast<MpiModuleFunction>(dlsym(handle, kMpiModuleSymbol));
  if (!function) return Error(FSDP_RT_UNSUPPORTED, path, " has no function ", kMpiModuleSymbol, "; build it again");
  *out_module = function();
  if ((*out_module)->version != kMpiModuleVersion)
    return Error(FSDP_RT_UNSUPPORTED, path, " was built for another version of this runtime; build it again");
  return {};
}

// What the caller knows of `options`; the rest is zero.
template <typename Options>
Status Whole(const Options* options, Options* out) {
  if (!options || options->struct_size < sizeof(size_t))
    return Error(FSDP_RT_INVALID_ARGUMENT, "options must not be null, struct_size must be set");
  *out = {};
  std::memcpy(out, options, std::min(options->struct_size, sizeof(*out)));
  return {};
}

}  // namespace
}  // namespace fsdp_rt

using fsdp_rt::Error;
using fsdp_rt::Status;

extern "C" {

fsdp_rt_status fsdp_rt_mpi_open(const fsdp_rt_mpi_options* options, fsdp_rt_mpi** out_mpi, fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&]() -> Status {
    if (!out_mpi) return Error(FSDP_RT_INVALID_ARGUMENT, "out_mpi must not be null");
    fsdp_rt_mpi_options known{};
    FSDP_RT_TRY(fsdp_rt::Whole(options, &known));
    const fsdp_rt::MpiModule* module = nullptr;
    FSDP_RT_TRY(fsdp_rt::LoadModule(&module));
    return fsdp_rt::CallAbi(module->open, &known, out_mpi);
  });
}

uint32_t fsdp_rt_mpi_process(const fsdp_rt_mpi* mpi) { return mpi->module->process(mpi); }

uint32_t fsdp_rt_mpi_processes(const fsdp_rt_mpi* mpi) { return mpi->module->processes(mpi); }

const char* fsdp_rt_mpi_description(const fsdp_rt_mpi* mpi) { return mpi->module->description(mpi); }

void fsdp_rt_mpi_close(fsdp_rt_mpi* mpi) {
  if (mpi) mpi->module->close(mpi);
}

void fsdp_rt_mpi_end_all(fsdp_rt_mpi* mpi, int32_t exit_code) { mpi->module->end_all(mpi, exit_code); }

fsdp_rt_status fsdp_rt_mpi_rank_create(fsdp_rt_mpi* mpi, const fsdp_rt_mpi_rank_options* options,
                                       fsdp_rt_mpi_rank** out_rank, fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&]() -> Status {
    if (!mpi || !out_rank) return Error(FSDP_RT_INVALID_ARGUMENT, "mpi and out_rank must not be null");
    fsdp_rt_mpi_rank_options known{};
    FSDP_RT_TRY(fsdp_rt::Whole(options, &known));
    const uint64_t ranks = uint64_t{known.replicas} * known.shards;
    if (ranks != fsdp_rt_mpi_processes(mpi))
      return Error(FSDP_RT_INVALID_ARGUMENT, "a grid of ", known.replicas, "x", known.shards, " has ", ranks,
                   " ranks, and MPI started ", fsdp_rt_mpi_processes(mpi), "; start one process for each rank");
    if (known.deadline_ms == 0) return Error(FSDP_RT_INVALID_ARGUMENT, "deadline_ms: 0, expected at least 1");
    return fsdp_rt::CallAbi(mpi->module->rank_create, mpi, &known, out_rank);
  });
}

void fsdp_rt_mpi_rank_destroy(fsdp_rt_mpi_rank* rank) {
  if (rank) rank->module->rank_destroy(rank);
}

fsdp_rt_comm* fsdp_rt_mpi_rank_comm(fsdp_rt_mpi_rank* rank) { return rank->module->rank_comm(rank); }

fsdp_rt_device* fsdp_rt_mpi_rank_device(fsdp_rt_mpi_rank* rank) { return rank->module->rank_device(rank); }

}  // extern "C"
