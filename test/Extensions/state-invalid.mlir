// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-attach-extensions

// Hooks with state renew what every rank keeps of a parameter that the optimizer changes.
module {
  fsdp.group @g {root}
  // expected-error @below {{extension @diff4 with state is attached to parameter "w", which is frozen: its values never change, so that there is no step that renews what every rank keeps; train it (a result with 'fsdp.grad'), or attach an extension without state}}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @diff4}
}

// -----

module {
  fsdp.group @g {root}
  // expected-error @below {{extension @diff4 with state is attached to parameter "w", but the plan has no optimizer, whose step renews what every rank keeps; give one with --optimizer}}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @diff4, trained}
}

// -----

// There is nothing to free or to gather again, unless the group has others. A
// rule for all groups need not know that.
module {
  fsdp.group @mixed {reshard = "true"}
  // expected-warning @below {{group @g is to be resharded after forward (2), which frees nothing: the extensions of all its parameters have state, so that every rank keeps them unsharded}}
  fsdp.group @g {reshard = "2"}
  fsdp.param @v {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @mixed, extension = @diff4, trained}
  fsdp.param @b {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @mixed, trained}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @diff4, trained}
  func.func @optimizer() attributes {fsdp.entry = "optimizer"} {
    return
  }
}

// -----

module {
  fsdp.group @g {root}
  // expected-error @below {{not supported yet: @diff4 as a reduce extension (of the gradient of "w"): it has state}}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, reduce_extension = @diff4, trained}
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @whole, trained}
  fsdp.extension @whole signature(1) state pre {
  ^bb0(%x: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0.0 : f32
    // expected-error @below {{not supported yet: fsdp.all_reduce in pre of extension @whole, which has state}}
    %0 = fsdp.all_reduce max %c0 : f32
    fsdp.yield %x, %0 : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis: index, %s: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  func.func @optimizer() attributes {fsdp.entry = "optimizer"} {
    return
  }
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @alone, trained}
  fsdp.extension @alone signature(1) state pre {
  // expected-error @above {{pre of extension @alone takes 1 tensors, expected two for each inner tensor with state: this rank's chunks, then these as all ranks have them}}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @narrow, trained}
  fsdp.extension @narrow signature(1) state pre {
  // expected-error @below {{pre of extension @narrow takes 'tensor<?x?x?xbf16>' as argument 1, expected a tensor of rank 3 of 'f32': with state the chunk as all ranks have it stands between the inner tensors and the context}}
  ^bb0(%x: tensor<?x?x?xf32>, %copy: tensor<?x?x?xbf16>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %copy: tensor<?x?x?xbf16>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @forgets, trained}
  // expected-error @below {{post of extension @forgets takes 2 arguments, expected 3: 1 wires that pre yields, 1 of state, 1 of context (signature 1) and 0 of metadata}}
  fsdp.extension @forgets signature(1) state pre {
  ^bb0(%x: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}
