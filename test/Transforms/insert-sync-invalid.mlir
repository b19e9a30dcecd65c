// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-insert-sync

module {
  plan.entry @e {
    // expected-error @+1 {{has no offset, expected fsdp-plan-memory to have run}}
    %0 = plan.alloc 64 "transient"
    plan.fill %0 : !plan.buffer at 0 bytes 64 stream 0
  }
}

// -----

module {
  plan.entry @e {
    // expected-error @+1 {{stands there already, expected fsdp-insert-sync to run once}}
    %0 = plan.signal stream 0
  }
}

// -----

// The slot is written while other ranks may still read it.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  plan.group @g {slot_bytes = 64 : i64, full_bytes = 128 : i64, wires = []}
  // expected-error @+1 {{cannot be synchronized: command 1 writes what command 0 offers to other ranks, before its release}}
  plan.entry @e {
    %0 = plan.alloc 64 "wire" {offset = 0 : i64}
    %1 = plan.alloc 128 "gathered" {offset = 0 : i64}
    %s = plan.gather %0 gathered %1 group @g at 0 bytes 64 stream 1
    plan.fill %0 : !plan.buffer at 0 bytes 64 stream 1
    plan.release %s stream 1
  }
}

// -----

module {
  plan.state @s bytes 64 arena "state" {offset = 0 : i64}
  // expected-error @+1 {{command 0 touches bytes 32 to 96 of buffer 0, past its end}}
  plan.entry @e {
    %0 = plan.ref @s
    plan.fill %0 : !plan.buffer at 32 bytes 64 stream 0
  }
}
