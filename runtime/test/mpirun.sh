#!/usr/bin/env bash
# mpirun.sh - starts processes by this machine's MPI, as any user and on any number of cores
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   mpirun.sh RANKS COMMAND...      FSDP_MPIRUN: the launcher of the MPI that was built with (default: mpirun)
#
# What Open MPI, of any version, refuses unless told is allowed by its environment; others do not look there.
set -euo pipefail
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe
export OMPI_MCA_mpi_yield_when_idle=1 OMPI_MCA_odls_base_sigkill_timeout=0
# Processes of this machine alone: no network is looked for.
export OMPI_MCA_pml=ob1 OMPI_MCA_btl=^tcp
ranks=$1
shift
exec "${FSDP_MPIRUN:-mpirun}" -n "$ranks" "$@"
