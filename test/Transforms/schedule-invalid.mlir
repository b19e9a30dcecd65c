// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-schedule
// RUN: not fsdp-opt %s -split-input-file -fsdp-schedule=policy=zero3 2>&1 | FileCheck %s
// CHECK: cannot be scheduled by policy 'zero3', expected auto or fsdp2

module {
  // expected-error @+1 {{is resharded after forward to 'some', expected true, false, default, auto or a number of ranks}}
  plan.group @g {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = [], reshard = "some"}
}

// -----

module {
  plan.group @g {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
  // expected-error @+1 {{cannot be scheduled: command 0 is never released}}
  plan.entry @e {
    %0 = plan.alloc 64 "wire"
    %1 = plan.alloc 64 "gathered"
    %s = plan.gather %0 gathered %1 group @g at 0 bytes 64 stream 1
  }
}
