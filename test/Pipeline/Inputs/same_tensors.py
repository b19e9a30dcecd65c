# same_tensors.py - whether two safetensors files hold the same bytes by name
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import sys

from check_loss_scale import read

sys.exit(0 if read(sys.argv[1]) == read(sys.argv[2]) else "tensors differ")
