# lit.cfg.py - how lit finds and runs the compiler's tests
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""lit configuration: tests are .mlir and .test files; our tools and LLVM's are on PATH."""
import os

import lit.formats

config.name = "fsdp-mlir"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".mlir", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = os.path.join(config.source_dir, "test")
config.test_exec_root = config.binary_dir
config.environment["PATH"] = os.pathsep.join(
    [config.tools_dir, config.llvm_tools_dir, os.environ["PATH"]])
config.substitutions += [
    ("%root", config.source_dir),
    ("%parity", os.path.join(config.test_source_root, "Parity")),
]
