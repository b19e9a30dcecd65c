// RUN: fsdp-opt %s --fsdp-bufferize -split-input-file -verify-diagnostics

// expected-error @+1 {{result 1 is 'f32', expected a tensor of static shape}}
func.func @scalar_result(%x: tensor<4xf32>, %y: f32) -> (tensor<4xf32>, f32) {
  return %x, %y : tensor<4xf32>, f32
}

// -----

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g
  fsdp.param @w {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, trained}
  func.func @no_layout() {
    %slot = fsdp.shard_slot @g : tensor<16xi8>
    %tok = fsdp.collective_start gather @g axis(shard) inputs(%slot : tensor<16xi8>)
    %src = fsdp.wait %tok : !fsdp.sources
    // expected-error @below {{'fsdp.unpack' op of group 'g', which has no full_bytes; run fsdp-assign-groups-and-layouts first}}
    // expected-error @below {{failed to bufferize op}}
    %w = fsdp.unpack @g phase(forward) %src segments [
        #fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 3, inner = 3, size = 9, state = [0], wire = [0], full = [0]>] : tensor<9x3xf32> {
    ^bb0(%e: f32, %row: index, %valid: index):
      fsdp.yield %e : f32
    }
    %tok2 = fsdp.collective_start reduce @g axis(shard) inputs(%w : tensor<9x3xf32>)
      grads [#fsdp.grad_segment<param = @w, innerIndex = -1, outer = 1, chunk = 3, inner = 3, size = 9, full = 0, slot = 0, shard = 0>]
    return
  }
}

// -----

func.func @no_lowering(%w: tensor<4x6xf32>, %at: tensor<2x1xi64>) -> tensor<2x1x6xf32> {
  // expected-error @+1 {{'tensor.gather' op not supported yet: this op has no lowering; use linalg, tensor.extract_slice, insert_slice, extract and insert, or scf}}
  %r = tensor.gather %w[%at] gather_dims([0]) : (tensor<4x6xf32>, tensor<2x1xi64>) -> tensor<2x1x6xf32>
  return %r : tensor<2x1x6xf32>
}
