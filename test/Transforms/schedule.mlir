// RUN: sed s/RESHARD/auto/ %S/Inputs/four_blocks.mlir | fsdp-opt -fsdp-schedule | FileCheck %s --check-prefixes=KEEP,AUTO
// RUN: sed s/RESHARD/auto/ %S/Inputs/four_blocks.mlir | fsdp-opt -fsdp-schedule=memory-budget=1000000 | FileCheck %s --check-prefix=BUDGET
// RUN: sed s/RESHARD/true/ %S/Inputs/four_blocks.mlir | fsdp-opt -fsdp-schedule=policy=fsdp2 | FileCheck %s --check-prefix=TRUE
// RUN: sed s/RESHARD/false/ %S/Inputs/four_blocks.mlir | fsdp-opt -fsdp-schedule=policy=fsdp2 | FileCheck %s --check-prefix=FALSE
// RUN: sed s/RESHARD/default/ %S/Inputs/four_blocks.mlir | fsdp-opt -fsdp-schedule=policy=fsdp2 | FileCheck %s --check-prefix=DEFAULT
// RUN: sed s/RESHARD/auto/ %S/Inputs/four_blocks.mlir | fsdp-opt -canonicalize -cse -fsdp-schedule -canonicalize -cse -fsdp-plan-memory -canonicalize -cse -fsdp-insert-sync | FileCheck %s --check-prefixes=KEEP,AUTO

// The keep list. Backward of the root's head and of the last block follow at once.
// KEEP: plan.group @g0 {full_bytes = 1024 : i64, kept_bytes = 1024 : i64, reason = "would raise the peak"
// KEEP: plan.group @g1 {full_bytes = 1024 : i64, kept_bytes = 1024 : i64, reason = "would raise the peak"
// KEEP: plan.group @g2 {full_bytes = 1024 : i64, kept_bytes = 1024 : i64, reason = "would raise the peak"
// KEEP: plan.group @g3 {full_bytes = 1024 : i64, kept, kept_bytes = 1024 : i64, reason = "backward follows forward directly"
// KEEP: plan.group @root {full_bytes = 1024 : i64, kept, kept_bytes = 0 : i64, reason = "backward follows forward directly"

// One group ahead; a reduction is read when the next one was issued.
// AUTO-LABEL: plan.entry @step.sync
// AUTO: plan.gather {{.*}} group @root
// AUTO: plan.launch @unpack_0{{.*}}group = @root
// AUTO: plan.gather {{.*}} group @g0
// AUTO: plan.launch @fwd
// AUTO: plan.launch @unpack_0{{.*}}group = @g0
// AUTO: plan.gather {{.*}} group @g1
// AUTO: plan.launch @fwd
// AUTO: plan.gather {{.*}} group @g2
// AUTO: plan.gather {{.*}} group @g3
// AUTO: plan.gather {{.*}} group @g2 {{.*}}"backward"
// AUTO: plan.launch @bwd
// AUTO: plan.reduce {{.*}} group @g3
// AUTO: plan.gather {{.*}} group @g1 {{.*}}"backward"
// AUTO: plan.reduce {{.*}} group @g2
// AUTO: plan.launch @reduce_unpack_0{{.*}}group = @g3
// AUTO: plan.gather {{.*}} group @g0 {{.*}}"backward"
// AUTO-NOT: plan.gather
// AUTO: plan.reduce {{.*}} group @root

// With room for it, everything is kept.
// BUDGET: plan.group @g0 {{{.*}}, kept, kept_bytes = 1024 : i64, reason = "fits the memory budget"
// BUDGET-COUNT-5: plan.gather
// BUDGET-NOT: plan.gather

// TRUE-LABEL: plan.entry @step.sync
// TRUE: plan.gather {{.*}} group @root {{.*}}"forward"
// TRUE: plan.gather {{.*}} group @g0
// TRUE-NEXT: plan.launch @unpack_0{{.*}}group = @g0
// TRUE: plan.gather {{.*}} group @g1
// TRUE: plan.gather {{.*}} group @g2
// TRUE: plan.gather {{.*}} group @g3
// TRUE: plan.gather {{.*}} group @root {{.*}}"backward"
// TRUE-NEXT: plan.launch @unpack_0{{.*}}group = @root
// TRUE-NEXT: plan.release
// TRUE-NEXT: plan.gather {{.*}} group @g3
// TRUE: plan.launch @unpack_0{{.*}}group = @g3
// TRUE-NEXT: plan.release
// TRUE-NEXT: plan.gather {{.*}} group @g2
// TRUE: plan.reduce {{.*}} group @g3
// TRUE-NEXT: plan.launch @reduce_unpack_0{{.*}}group = @g3
// TRUE: plan.gather {{.*}} group @g1
// TRUE: plan.reduce {{.*}} group @g2
// TRUE: plan.gather {{.*}} group @g0
// TRUE: plan.reduce {{.*}} group @g1
// TRUE: plan.reduce {{.*}} group @g0
// TRUE: plan.reduce {{.*}} group @root
// TRUE-NOT: plan.gather

// FALSE: plan.group @g0 {{{.*}}, kept, {{.*}}"asked for"
// FALSE-COUNT-5: plan.gather
// FALSE-NOT: plan.gather
// FALSE-COUNT-5: plan.reduce

// DEFAULT: plan.group @g3 {{{.*}}"freed after forward by default"
// DEFAULT: plan.group @root {{{.*}}, kept, {{.*}}"the root keeps its parameters by default"
// DEFAULT-COUNT-9: plan.gather
// DEFAULT-NOT: plan.gather
