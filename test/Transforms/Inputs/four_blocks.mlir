// Four blocks and a root, forward and backward, as fsdp-convert-to-plan leaves
// them: every gather right before its use, every reduction at the end. RESHARD is
// replaced by each test.
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  plan.group @g0 {slot_bytes = 512 : i64, full_bytes = 1024 : i64, wires = [], reshard = "RESHARD"}
  plan.state @g0.param bytes 512 arena "state"
  plan.state @g0.grad bytes 512 arena "carried"
  plan.group @g1 {slot_bytes = 512 : i64, full_bytes = 1024 : i64, wires = [], reshard = "RESHARD"}
  plan.state @g1.param bytes 512 arena "state"
  plan.state @g1.grad bytes 512 arena "carried"
  plan.group @g2 {slot_bytes = 512 : i64, full_bytes = 1024 : i64, wires = [], reshard = "RESHARD"}
  plan.state @g2.param bytes 512 arena "state"
  plan.state @g2.grad bytes 512 arena "carried"
  plan.group @g3 {slot_bytes = 512 : i64, full_bytes = 1024 : i64, wires = [], reshard = "RESHARD"}
  plan.state @g3.param bytes 512 arena "state"
  plan.state @g3.grad bytes 512 arena "carried"
  plan.group @root {slot_bytes = 512 : i64, full_bytes = 1024 : i64, wires = [], reshard = "RESHARD", root}
  plan.state @root.param bytes 512 arena "state"
  plan.state @root.grad bytes 512 arena "carried"
  func.func private @unpack_0(memref<2xi64>, memref<1024xi8>) attributes {plan.kernel}
  func.func private @fwd(memref<256xf32>, memref<256xf32>, memref<256xf32>) attributes {plan.kernel}
  func.func private @bwd(memref<256xf32>, memref<256xf32>, memref<256xf32>) attributes {plan.kernel}
  func.func private @wgrad(memref<256xf32>, memref<256xf32>, memref<256xf32>) attributes {plan.kernel}
  func.func private @reduce_unpack_0(memref<2xi64>, memref<128xf32>) attributes {plan.kernel}
  plan.entry @step.sync {
    %x = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 256>}
    %ref_root_forward = plan.ref @root.param
    %all_root_forward = plan.alloc 1024 "gathered"
    %src_root_forward = plan.gather %ref_root_forward gathered %all_root_forward group @root at 0 bytes 512 stream 1 {phase = "forward"}
    %full_root_forward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_root_forward, %full_root_forward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @root, phase = "forward"}
    plan.release %src_root_forward stream 0
    %h0 = plan.alloc 1024 "transient"
    %h1 = plan.alloc 1024 "transient"
    %h2 = plan.alloc 1024 "transient"
    %h3 = plan.alloc 1024 "transient"
    %h4 = plan.alloc 1024 "transient"
    %h5 = plan.alloc 1024 "transient"
    %d0 = plan.alloc 1024 "transient"
    %d1 = plan.alloc 1024 "transient"
    %d2 = plan.alloc 1024 "transient"
    %d3 = plan.alloc 1024 "transient"
    %d4 = plan.alloc 1024 "transient"
    %d5 = plan.alloc 1024 "transient"
    plan.launch @fwd(%x, %full_root_forward, %h0 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "forward"}
    %ref_g0_forward = plan.ref @g0.param
    %all_g0_forward = plan.alloc 1024 "gathered"
    %src_g0_forward = plan.gather %ref_g0_forward gathered %all_g0_forward group @g0 at 0 bytes 512 stream 1 {phase = "forward"}
    %full_g0_forward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g0_forward, %full_g0_forward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g0, phase = "forward"}
    plan.release %src_g0_forward stream 0
    plan.launch @fwd(%h0, %full_g0_forward, %h1 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "forward"}
    %ref_g1_forward = plan.ref @g1.param
    %all_g1_forward = plan.alloc 1024 "gathered"
    %src_g1_forward = plan.gather %ref_g1_forward gathered %all_g1_forward group @g1 at 0 bytes 512 stream 1 {phase = "forward"}
    %full_g1_forward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g1_forward, %full_g1_forward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g1, phase = "forward"}
    plan.release %src_g1_forward stream 0
    plan.launch @fwd(%h1, %full_g1_forward, %h2 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "forward"}
    %ref_g2_forward = plan.ref @g2.param
    %all_g2_forward = plan.alloc 1024 "gathered"
    %src_g2_forward = plan.gather %ref_g2_forward gathered %all_g2_forward group @g2 at 0 bytes 512 stream 1 {phase = "forward"}
    %full_g2_forward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g2_forward, %full_g2_forward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g2, phase = "forward"}
    plan.release %src_g2_forward stream 0
    plan.launch @fwd(%h2, %full_g2_forward, %h3 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "forward"}
    %ref_g3_forward = plan.ref @g3.param
    %all_g3_forward = plan.alloc 1024 "gathered"
    %src_g3_forward = plan.gather %ref_g3_forward gathered %all_g3_forward group @g3 at 0 bytes 512 stream 1 {phase = "forward"}
    %full_g3_forward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g3_forward, %full_g3_forward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g3, phase = "forward"}
    plan.release %src_g3_forward stream 0
    plan.launch @fwd(%h3, %full_g3_forward, %h4 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "forward"}
    plan.launch @fwd(%h4, %full_root_forward, %h5 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "forward"}
    %ref_root_backward = plan.ref @root.param
    %all_root_backward = plan.alloc 1024 "gathered"
    %src_root_backward = plan.gather %ref_root_backward gathered %all_root_backward group @root at 0 bytes 512 stream 1 {phase = "backward"}
    %full_root_backward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_root_backward, %full_root_backward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @root, phase = "backward"}
    plan.release %src_root_backward stream 0
    %grad_g0 = plan.alloc 1024 "wire"
    %grad_g1 = plan.alloc 1024 "wire"
    %grad_g2 = plan.alloc 1024 "wire"
    %grad_g3 = plan.alloc 1024 "wire"
    %grad_root = plan.alloc 1024 "wire"
    plan.launch @bwd(%h5, %full_root_backward, %d4 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    %ref_g3_backward = plan.ref @g3.param
    %all_g3_backward = plan.alloc 1024 "gathered"
    %src_g3_backward = plan.gather %ref_g3_backward gathered %all_g3_backward group @g3 at 0 bytes 512 stream 1 {phase = "backward"}
    %full_g3_backward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g3_backward, %full_g3_backward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g3, phase = "backward"}
    plan.release %src_g3_backward stream 0
    plan.launch @bwd(%d4, %full_g3_backward, %d3 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    plan.launch @wgrad(%d4, %h3, %grad_g3 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    %ref_g2_backward = plan.ref @g2.param
    %all_g2_backward = plan.alloc 1024 "gathered"
    %src_g2_backward = plan.gather %ref_g2_backward gathered %all_g2_backward group @g2 at 0 bytes 512 stream 1 {phase = "backward"}
    %full_g2_backward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g2_backward, %full_g2_backward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g2, phase = "backward"}
    plan.release %src_g2_backward stream 0
    plan.launch @bwd(%d3, %full_g2_backward, %d2 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    plan.launch @wgrad(%d3, %h2, %grad_g2 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    %ref_g1_backward = plan.ref @g1.param
    %all_g1_backward = plan.alloc 1024 "gathered"
    %src_g1_backward = plan.gather %ref_g1_backward gathered %all_g1_backward group @g1 at 0 bytes 512 stream 1 {phase = "backward"}
    %full_g1_backward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g1_backward, %full_g1_backward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g1, phase = "backward"}
    plan.release %src_g1_backward stream 0
    plan.launch @bwd(%d2, %full_g1_backward, %d1 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    plan.launch @wgrad(%d2, %h1, %grad_g1 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    %ref_g0_backward = plan.ref @g0.param
    %all_g0_backward = plan.alloc 1024 "gathered"
    %src_g0_backward = plan.gather %ref_g0_backward gathered %all_g0_backward group @g0 at 0 bytes 512 stream 1 {phase = "backward"}
    %full_g0_backward = plan.alloc 1024 "transient"
    plan.launch @unpack_0(%src_g0_backward, %full_g0_backward : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 1024] access [1, 2] stream 0 {group = @g0, phase = "backward"}
    plan.release %src_g0_backward stream 0
    plan.launch @bwd(%d1, %full_g0_backward, %d0 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    plan.launch @wgrad(%d1, %h0, %grad_g0 : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    plan.launch @wgrad(%d0, %x, %grad_root : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 0] bytes [1024, 1024, 1024] access [1, 1, 2] stream 0 {phase = "backward"}
    %rcv_g0 = plan.alloc 1024 "gathered"
    %rs_g0 = plan.reduce %grad_g0 received %rcv_g0 group @g0 bytes 1024 slot 512 segments [0, 1, 512, 1024, 0] stream 2
    %gr_g0 = plan.ref @g0.grad
    plan.launch @reduce_unpack_0(%rs_g0, %gr_g0 : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 512] access [1, 2] stream 2 {group = @g0, phase = "backward"}
    plan.release %rs_g0 stream 2
    %rcv_g1 = plan.alloc 1024 "gathered"
    %rs_g1 = plan.reduce %grad_g1 received %rcv_g1 group @g1 bytes 1024 slot 512 segments [0, 1, 512, 1024, 0] stream 2
    %gr_g1 = plan.ref @g1.grad
    plan.launch @reduce_unpack_0(%rs_g1, %gr_g1 : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 512] access [1, 2] stream 2 {group = @g1, phase = "backward"}
    plan.release %rs_g1 stream 2
    %rcv_g2 = plan.alloc 1024 "gathered"
    %rs_g2 = plan.reduce %grad_g2 received %rcv_g2 group @g2 bytes 1024 slot 512 segments [0, 1, 512, 1024, 0] stream 2
    %gr_g2 = plan.ref @g2.grad
    plan.launch @reduce_unpack_0(%rs_g2, %gr_g2 : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 512] access [1, 2] stream 2 {group = @g2, phase = "backward"}
    plan.release %rs_g2 stream 2
    %rcv_g3 = plan.alloc 1024 "gathered"
    %rs_g3 = plan.reduce %grad_g3 received %rcv_g3 group @g3 bytes 1024 slot 512 segments [0, 1, 512, 1024, 0] stream 2
    %gr_g3 = plan.ref @g3.grad
    plan.launch @reduce_unpack_0(%rs_g3, %gr_g3 : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 512] access [1, 2] stream 2 {group = @g3, phase = "backward"}
    plan.release %rs_g3 stream 2
    %rcv_root = plan.alloc 1024 "gathered"
    %rs_root = plan.reduce %grad_root received %rcv_root group @root bytes 1024 slot 512 segments [0, 1, 512, 1024, 0] stream 2
    %gr_root = plan.ref @root.grad
    plan.launch @reduce_unpack_0(%rs_root, %gr_root : !plan.sources, !plan.buffer) at [0, 0] bytes [512, 512] access [1, 2] stream 2 {group = @root, phase = "backward"}
    plan.release %rs_root stream 2
  }
}
