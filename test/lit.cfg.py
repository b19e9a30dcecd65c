# lit.cfg.py - how lit finds and runs the compiler's tests
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""lit configuration: tests are .mlir and .test files; our tools and LLVM's are on PATH."""
import glob
import os
import shutil
import subprocess

import lit.formats

config.name = "fsdp-mlir"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.join(config.source_dir, "test")
config.test_exec_root = config.binary_dir
config.environment["PATH"] = os.pathsep.join(
    [config.tools_dir, config.llvm_tools_dir, os.environ["PATH"]])
# NVIDIA's assembler, where a toolkit is installed: it says how many registers a kernel takes.
ptxas = shutil.which("ptxas") or shutil.which(
    "ptxas", path=os.path.join(os.environ.get("CUDA_HOME", "/usr/local/cuda"), "bin"))
if ptxas:
    config.available_features.add("ptxas")
# And its disassembler, of a toolkit or of the package nvidia-cuda-nvdisasm.
nvdisasm = shutil.which("nvdisasm") or next(iter(glob.glob(os.path.join(
    os.environ.get("CUDA_HOME", "/usr/local/cuda"), "bin", "nvdisasm")) + glob.glob(os.path.join(
        os.environ.get("FSDP_VENV", "/"), "lib", "python3*", "site-packages", "nvidia", "*", "bin", "nvdisasm"))), None)
if nvdisasm:
    config.available_features.add("nvdisasm")
# Most of a compilation is machine code: tests make that of this machine alone, but for those that say %any_cpu.
with open("/proc/cpuinfo", encoding="utf-8") as file:
    cpu = set(file.read().split())
v4 = {"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"} <= cpu
config.environment["FSDP_CPU_LEVEL"] = "x86-64-v4" if v4 else "x86-64-v3"
# And make it once: what earlier tests and runs compiled is kept with the build (not for tests that say %new_code).
config.environment["FSDP_CODE_CACHE"] = os.path.join(os.path.dirname(config.binary_dir), "code-cache")
# An environment with PyTorch, where FSDP_VENV names one or scripts/test-python.sh made it.
venv = os.environ.get("FSDP_VENV", os.path.join(os.path.dirname(config.binary_dir), "venv"))
if glob.glob(os.path.join(venv, "lib", "python3*", "site-packages", "torch", "version.py")):
    config.available_features.add("torch")
# The launcher of the MPI that the build found, if it found one.
if config.mpirun:
    config.available_features.add("mpi")
# Whether a process may have a numbering of processes of its own, as one in another container.
if shutil.which("unshare") and subprocess.run(["unshare", "-p", "-f", "true"], capture_output=True).returncode == 0:
    config.available_features.add("pid-namespace")
config.substitutions += [
    ("%ptxas", ptxas or "ptxas"),
    ("%nvdisasm", nvdisasm or "nvdisasm"),
    ("%torch_python", os.path.join(venv, "bin", "python")),
    # Before a number of processes and a command.
    ("%mpirun", f"env FSDP_MPIRUN={config.mpirun} {config.source_dir}/runtime/test/mpirun.sh"),
    ("%any_cpu", "env -u FSDP_CPU_LEVEL"),
    ("%new_code", "env -u FSDP_CODE_CACHE"),
    ("%build", os.path.dirname(config.binary_dir)),
    ("%root", config.source_dir),
    ("%parity", os.path.join(config.test_source_root, "Parity")),
    # Before a command: the doubles of CUDA's libraries, which the same build made.
    ("%cuda_libraries", os.path.join(os.path.dirname(config.binary_dir), "lib", "cuda-double")),
    ("%cuda_double", f"env FSDP_BUILD={os.path.dirname(config.binary_dir)} {config.source_dir}/scripts/with-cuda-double.sh"),
]
