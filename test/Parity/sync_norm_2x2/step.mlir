shard.grid @grid(shape = 2x2)
func.func @step(
    %p0: tensor<7x6xf32> {fsdp.param = "blocks.0.up.weight", fsdp.group = "blocks.0"},
    %p1: tensor<7xf32> {fsdp.param = "blocks.0.norm.weight", fsdp.group = "blocks.0"},
    %p2: tensor<7xf32> {fsdp.param = "blocks.0.norm.bias", fsdp.group = "blocks.0"},
    %p3: tensor<6x7xf32> {fsdp.param = "blocks.0.down.weight", fsdp.group = "blocks.0"},
    %p4: tensor<6xf32> {fsdp.param = "blocks.0.down.bias", fsdp.group = "blocks.0"},
    %p5: tensor<7x6xf32> {fsdp.param = "blocks.1.up.weight", fsdp.group = "blocks.1"},
    %p6: tensor<7xf32> {fsdp.param = "blocks.1.norm.weight", fsdp.group = "blocks.1"},
    %p7: tensor<7xf32> {fsdp.param = "blocks.1.norm.bias", fsdp.group = "blocks.1"},
    %p8: tensor<6x7xf32> {fsdp.param = "blocks.1.down.weight", fsdp.group = "blocks.1"},
    %p9: tensor<6xf32> {fsdp.param = "blocks.1.down.bias", fsdp.group = "blocks.1"},
    %p10: tensor<3x6xf32> {fsdp.param = "head.weight"},
    %p11: tensor<3xf32> {fsdp.param = "head.bias"},
    %x: tensor<5x6xf32> {fsdp.batch = "x"},
    %target: tensor<5x3xf32> {fsdp.batch = "target"},
    %weight: tensor<5xf32> {fsdp.batch = "weight"})
    -> (tensor<f32> {fsdp.loss},
        tensor<7x6xf32> {fsdp.grad = "blocks.0.up.weight"},
        tensor<7xf32> {fsdp.grad = "blocks.0.norm.weight"},
        tensor<7xf32> {fsdp.grad = "blocks.0.norm.bias"},
        tensor<6x7xf32> {fsdp.grad = "blocks.0.down.weight"},
        tensor<6xf32> {fsdp.grad = "blocks.0.down.bias"},
        tensor<7x6xf32> {fsdp.grad = "blocks.1.up.weight"},
        tensor<7xf32> {fsdp.grad = "blocks.1.norm.weight"},
        tensor<7xf32> {fsdp.grad = "blocks.1.norm.bias"},
        tensor<6x7xf32> {fsdp.grad = "blocks.1.down.weight"},
        tensor<6xf32> {fsdp.grad = "blocks.1.down.bias"},
        tensor<3x6xf32> {fsdp.grad = "head.weight"},
        tensor<3xf32> {fsdp.grad = "head.bias"}) {
    %0 = tensor.empty() : tensor<5x7xf32>
    %1 = arith.constant 0.0 : f32
    %2 = linalg.fill ins(%1 : f32) outs(%0 : tensor<5x7xf32>) -> tensor<5x7xf32>
    %3 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %p0 : tensor<5x6xf32>, tensor<7x6xf32>) outs(%2 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %4 = tensor.empty() : tensor<7xf32>
    %5 = arith.constant 0.0 : f32
    %6 = linalg.fill ins(%5 : f32) outs(%4 : tensor<7xf32>) -> tensor<7xf32>
    %7 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%3 : tensor<5x7xf32>) outs(%6 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %8 = shard.all_reduce %7 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %9 = tensor.empty() : tensor<7xf32>
    %10 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%8 : tensor<7xf32>) outs(%9 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %11 = tensor.empty() : tensor<5x7xf32>
    %12 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%3, %10 : tensor<5x7xf32>, tensor<7xf32>) outs(%11 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.subf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %13 = tensor.empty() : tensor<5x7xf32>
    %14 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%12, %12 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%13 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %15 = tensor.empty() : tensor<7xf32>
    %16 = arith.constant 0.0 : f32
    %17 = linalg.fill ins(%16 : f32) outs(%15 : tensor<7xf32>) -> tensor<7xf32>
    %18 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%14 : tensor<5x7xf32>) outs(%17 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %19 = shard.all_reduce %18 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %20 = tensor.empty() : tensor<7xf32>
    %21 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%19 : tensor<7xf32>) outs(%20 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %22 = tensor.empty() : tensor<7xf32>
    %23 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%21 : tensor<7xf32>) outs(%22 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %e = arith.constant 0.00001000 : f32
      %s = arith.addf %a, %e : f32
      %r = math.rsqrt %s : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %24 = tensor.empty() : tensor<5x7xf32>
    %25 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%12, %23 : tensor<5x7xf32>, tensor<7xf32>) outs(%24 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %26 = tensor.empty() : tensor<5x7xf32>
    %27 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%25, %p1 : tensor<5x7xf32>, tensor<7xf32>) outs(%26 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %28 = tensor.empty() : tensor<5x7xf32>
    %29 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%27, %p2 : tensor<5x7xf32>, tensor<7xf32>) outs(%28 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %z = arith.constant 0.0 : f32
      %r = arith.maximumf %s, %z : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %30 = tensor.empty() : tensor<5x6xf32>
    %31 = arith.constant 0.0 : f32
    %32 = linalg.fill ins(%31 : f32) outs(%30 : tensor<5x6xf32>) -> tensor<5x6xf32>
    %33 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%29, %p3 : tensor<5x7xf32>, tensor<6x7xf32>) outs(%32 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %34 = tensor.empty() : tensor<5x6xf32>
    %35 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %33, %p4 : tensor<5x6xf32>, tensor<5x6xf32>, tensor<6xf32>) outs(%34 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %r = arith.addf %s, %c : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %36 = tensor.empty() : tensor<5x7xf32>
    %37 = arith.constant 0.0 : f32
    %38 = linalg.fill ins(%37 : f32) outs(%36 : tensor<5x7xf32>) -> tensor<5x7xf32>
    %39 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%35, %p5 : tensor<5x6xf32>, tensor<7x6xf32>) outs(%38 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %40 = tensor.empty() : tensor<7xf32>
    %41 = arith.constant 0.0 : f32
    %42 = linalg.fill ins(%41 : f32) outs(%40 : tensor<7xf32>) -> tensor<7xf32>
    %43 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%39 : tensor<5x7xf32>) outs(%42 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %44 = shard.all_reduce %43 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %45 = tensor.empty() : tensor<7xf32>
    %46 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%44 : tensor<7xf32>) outs(%45 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %47 = tensor.empty() : tensor<5x7xf32>
    %48 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%39, %46 : tensor<5x7xf32>, tensor<7xf32>) outs(%47 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.subf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %49 = tensor.empty() : tensor<5x7xf32>
    %50 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%48, %48 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%49 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %51 = tensor.empty() : tensor<7xf32>
    %52 = arith.constant 0.0 : f32
    %53 = linalg.fill ins(%52 : f32) outs(%51 : tensor<7xf32>) -> tensor<7xf32>
    %54 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%50 : tensor<5x7xf32>) outs(%53 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %55 = shard.all_reduce %54 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %56 = tensor.empty() : tensor<7xf32>
    %57 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%55 : tensor<7xf32>) outs(%56 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %58 = tensor.empty() : tensor<7xf32>
    %59 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%57 : tensor<7xf32>) outs(%58 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %e = arith.constant 0.00001000 : f32
      %s = arith.addf %a, %e : f32
      %r = math.rsqrt %s : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %60 = tensor.empty() : tensor<5x7xf32>
    %61 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%48, %59 : tensor<5x7xf32>, tensor<7xf32>) outs(%60 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %62 = tensor.empty() : tensor<5x7xf32>
    %63 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%61, %p6 : tensor<5x7xf32>, tensor<7xf32>) outs(%62 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %64 = tensor.empty() : tensor<5x7xf32>
    %65 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%63, %p7 : tensor<5x7xf32>, tensor<7xf32>) outs(%64 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %z = arith.constant 0.0 : f32
      %r = arith.maximumf %s, %z : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %66 = tensor.empty() : tensor<5x6xf32>
    %67 = arith.constant 0.0 : f32
    %68 = linalg.fill ins(%67 : f32) outs(%66 : tensor<5x6xf32>) -> tensor<5x6xf32>
    %69 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%65, %p8 : tensor<5x7xf32>, tensor<6x7xf32>) outs(%68 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %70 = tensor.empty() : tensor<5x6xf32>
    %71 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%35, %69, %p9 : tensor<5x6xf32>, tensor<5x6xf32>, tensor<6xf32>) outs(%70 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %r = arith.addf %s, %c : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %72 = tensor.empty() : tensor<5x3xf32>
    %73 = arith.constant 0.0 : f32
    %74 = linalg.fill ins(%73 : f32) outs(%72 : tensor<5x3xf32>) -> tensor<5x3xf32>
    %75 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%71, %p10 : tensor<5x6xf32>, tensor<3x6xf32>) outs(%74 : tensor<5x3xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x3xf32>
    %76 = tensor.empty() : tensor<5x3xf32>
    %77 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%75, %p11, %target : tensor<5x3xf32>, tensor<3xf32>, tensor<5x3xf32>) outs(%76 : tensor<5x3xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %r = arith.subf %s, %c : f32
      linalg.yield %r : f32
    } -> tensor<5x3xf32>
    %78 = tensor.empty() : tensor<f32>
    %79 = arith.constant 0.0 : f32
    %80 = linalg.fill ins(%79 : f32) outs(%78 : tensor<f32>) -> tensor<f32>
    %81 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]}
      ins(%weight : tensor<5xf32>) outs(%80 : tensor<f32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %82 = shard.all_reduce %81 on @grid grid_axes = [0, 1] : tensor<f32> -> tensor<f32>
    %83 = tensor.empty() : tensor<f32>
    %84 = linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []}
      ins(%82 : tensor<f32>) outs(%83 : tensor<f32>) {
    ^bb0(%a: f32, %out: f32):
      %n = arith.constant 4.0 : f32
      %r = arith.divf %n, %a : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %85 = tensor.empty() : tensor<5x3xf32>
    %86 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%77, %weight : tensor<5x3xf32>, tensor<5xf32>) outs(%85 : tensor<5x3xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x3xf32>
    %87 = tensor.empty() : tensor<5x3xf32>
    %88 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%86, %77 : tensor<5x3xf32>, tensor<5x3xf32>) outs(%87 : tensor<5x3xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x3xf32>
    %89 = tensor.empty() : tensor<f32>
    %90 = arith.constant 0.0 : f32
    %91 = linalg.fill ins(%90 : f32) outs(%89 : tensor<f32>) -> tensor<f32>
    %92 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>], iterator_types = ["reduction", "reduction"]}
      ins(%88 : tensor<5x3xf32>) outs(%91 : tensor<f32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %93 = tensor.empty() : tensor<f32>
    %94 = linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []}
      ins(%92, %84 : tensor<f32>, tensor<f32>) outs(%93 : tensor<f32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %95 = tensor.empty() : tensor<5x3xf32>
    %96 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%86, %84 : tensor<5x3xf32>, tensor<f32>) outs(%95 : tensor<5x3xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %a : f32
      %r = arith.mulf %s, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x3xf32>
    %97 = tensor.empty() : tensor<3xf32>
    %98 = arith.constant 0.0 : f32
    %99 = linalg.fill ins(%98 : f32) outs(%97 : tensor<3xf32>) -> tensor<3xf32>
    %100 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%96 : tensor<5x3xf32>) outs(%99 : tensor<3xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<3xf32>
    %101 = tensor.empty() : tensor<3x6xf32>
    %102 = arith.constant 0.0 : f32
    %103 = linalg.fill ins(%102 : f32) outs(%101 : tensor<3x6xf32>) -> tensor<3x6xf32>
    %104 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%96, %71 : tensor<5x3xf32>, tensor<5x6xf32>) outs(%103 : tensor<3x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<3x6xf32>
    %105 = tensor.empty() : tensor<5x6xf32>
    %106 = arith.constant 0.0 : f32
    %107 = linalg.fill ins(%106 : f32) outs(%105 : tensor<5x6xf32>) -> tensor<5x6xf32>
    %108 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%96, %p10 : tensor<5x3xf32>, tensor<3x6xf32>) outs(%107 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %109 = tensor.empty() : tensor<6xf32>
    %110 = arith.constant 0.0 : f32
    %111 = linalg.fill ins(%110 : f32) outs(%109 : tensor<6xf32>) -> tensor<6xf32>
    %112 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%108 : tensor<5x6xf32>) outs(%111 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %113 = tensor.empty() : tensor<6x7xf32>
    %114 = arith.constant 0.0 : f32
    %115 = linalg.fill ins(%114 : f32) outs(%113 : tensor<6x7xf32>) -> tensor<6x7xf32>
    %116 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%108, %65 : tensor<5x6xf32>, tensor<5x7xf32>) outs(%115 : tensor<6x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<6x7xf32>
    %117 = tensor.empty() : tensor<5x7xf32>
    %118 = arith.constant 0.0 : f32
    %119 = linalg.fill ins(%118 : f32) outs(%117 : tensor<5x7xf32>) -> tensor<5x7xf32>
    %120 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%108, %p8 : tensor<5x6xf32>, tensor<6x7xf32>) outs(%119 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %121 = tensor.empty() : tensor<5x7xf32>
    %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%120, %65 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%121 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %z = arith.constant 0.0 : f32
      %c = arith.cmpf ogt, %b, %z : f32
      %r = arith.select %c, %a, %z : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %123 = tensor.empty() : tensor<7xf32>
    %124 = arith.constant 0.0 : f32
    %125 = linalg.fill ins(%124 : f32) outs(%123 : tensor<7xf32>) -> tensor<7xf32>
    %126 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%122 : tensor<5x7xf32>) outs(%125 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %127 = tensor.empty() : tensor<5x7xf32>
    %128 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%122, %61 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%127 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %129 = tensor.empty() : tensor<7xf32>
    %130 = arith.constant 0.0 : f32
    %131 = linalg.fill ins(%130 : f32) outs(%129 : tensor<7xf32>) -> tensor<7xf32>
    %132 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%128 : tensor<5x7xf32>) outs(%131 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %133 = tensor.empty() : tensor<5x7xf32>
    %134 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%122, %p6 : tensor<5x7xf32>, tensor<7xf32>) outs(%133 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %135 = tensor.empty() : tensor<5x7xf32>
    %136 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%134, %61 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%135 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %137 = tensor.empty() : tensor<7xf32>
    %138 = arith.constant 0.0 : f32
    %139 = linalg.fill ins(%138 : f32) outs(%137 : tensor<7xf32>) -> tensor<7xf32>
    %140 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%136 : tensor<5x7xf32>) outs(%139 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %141 = shard.all_reduce %140 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %142 = tensor.empty() : tensor<7xf32>
    %143 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%141 : tensor<7xf32>) outs(%142 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %144 = tensor.empty() : tensor<7xf32>
    %145 = arith.constant 0.0 : f32
    %146 = linalg.fill ins(%145 : f32) outs(%144 : tensor<7xf32>) -> tensor<7xf32>
    %147 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%134 : tensor<5x7xf32>) outs(%146 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %148 = shard.all_reduce %147 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %149 = tensor.empty() : tensor<7xf32>
    %150 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%148 : tensor<7xf32>) outs(%149 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %151 = tensor.empty() : tensor<5x7xf32>
    %152 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%134, %150, %61, %143, %59 : tensor<5x7xf32>, tensor<7xf32>, tensor<5x7xf32>, tensor<7xf32>, tensor<7xf32>) outs(%151 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %d: f32, %e: f32, %out: f32):
      %s = arith.subf %a, %b : f32
      %t = arith.mulf %c, %d : f32
      %u = arith.subf %s, %t : f32
      %r = arith.mulf %u, %e : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %153 = tensor.empty() : tensor<7x6xf32>
    %154 = arith.constant 0.0 : f32
    %155 = linalg.fill ins(%154 : f32) outs(%153 : tensor<7x6xf32>) -> tensor<7x6xf32>
    %156 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%152, %35 : tensor<5x7xf32>, tensor<5x6xf32>) outs(%155 : tensor<7x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<7x6xf32>
    %157 = tensor.empty() : tensor<5x6xf32>
    %158 = arith.constant 0.0 : f32
    %159 = linalg.fill ins(%158 : f32) outs(%157 : tensor<5x6xf32>) -> tensor<5x6xf32>
    %160 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%152, %p5 : tensor<5x7xf32>, tensor<7x6xf32>) outs(%159 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %161 = tensor.empty() : tensor<5x6xf32>
    %162 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%108, %160 : tensor<5x6xf32>, tensor<5x6xf32>) outs(%161 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.addf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %163 = tensor.empty() : tensor<6xf32>
    %164 = arith.constant 0.0 : f32
    %165 = linalg.fill ins(%164 : f32) outs(%163 : tensor<6xf32>) -> tensor<6xf32>
    %166 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%162 : tensor<5x6xf32>) outs(%165 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %167 = tensor.empty() : tensor<6x7xf32>
    %168 = arith.constant 0.0 : f32
    %169 = linalg.fill ins(%168 : f32) outs(%167 : tensor<6x7xf32>) -> tensor<6x7xf32>
    %170 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%162, %29 : tensor<5x6xf32>, tensor<5x7xf32>) outs(%169 : tensor<6x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<6x7xf32>
    %171 = tensor.empty() : tensor<5x7xf32>
    %172 = arith.constant 0.0 : f32
    %173 = linalg.fill ins(%172 : f32) outs(%171 : tensor<5x7xf32>) -> tensor<5x7xf32>
    %174 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%162, %p3 : tensor<5x6xf32>, tensor<6x7xf32>) outs(%173 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %175 = tensor.empty() : tensor<5x7xf32>
    %176 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%174, %29 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%175 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %z = arith.constant 0.0 : f32
      %c = arith.cmpf ogt, %b, %z : f32
      %r = arith.select %c, %a, %z : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %177 = tensor.empty() : tensor<7xf32>
    %178 = arith.constant 0.0 : f32
    %179 = linalg.fill ins(%178 : f32) outs(%177 : tensor<7xf32>) -> tensor<7xf32>
    %180 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%176 : tensor<5x7xf32>) outs(%179 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %181 = tensor.empty() : tensor<5x7xf32>
    %182 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%176, %25 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%181 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %183 = tensor.empty() : tensor<7xf32>
    %184 = arith.constant 0.0 : f32
    %185 = linalg.fill ins(%184 : f32) outs(%183 : tensor<7xf32>) -> tensor<7xf32>
    %186 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%182 : tensor<5x7xf32>) outs(%185 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %187 = tensor.empty() : tensor<5x7xf32>
    %188 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%176, %p1 : tensor<5x7xf32>, tensor<7xf32>) outs(%187 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %189 = tensor.empty() : tensor<5x7xf32>
    %190 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%188, %25 : tensor<5x7xf32>, tensor<5x7xf32>) outs(%189 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %191 = tensor.empty() : tensor<7xf32>
    %192 = arith.constant 0.0 : f32
    %193 = linalg.fill ins(%192 : f32) outs(%191 : tensor<7xf32>) -> tensor<7xf32>
    %194 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%190 : tensor<5x7xf32>) outs(%193 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %195 = shard.all_reduce %194 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %196 = tensor.empty() : tensor<7xf32>
    %197 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%195 : tensor<7xf32>) outs(%196 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %198 = tensor.empty() : tensor<7xf32>
    %199 = arith.constant 0.0 : f32
    %200 = linalg.fill ins(%199 : f32) outs(%198 : tensor<7xf32>) -> tensor<7xf32>
    %201 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%188 : tensor<5x7xf32>) outs(%200 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %202 = shard.all_reduce %201 on @grid grid_axes = [0, 1] : tensor<7xf32> -> tensor<7xf32>
    %203 = tensor.empty() : tensor<7xf32>
    %204 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%202 : tensor<7xf32>) outs(%203 : tensor<7xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.05 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<7xf32>
    %205 = tensor.empty() : tensor<5x7xf32>
    %206 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%188, %204, %25, %197, %23 : tensor<5x7xf32>, tensor<7xf32>, tensor<5x7xf32>, tensor<7xf32>, tensor<7xf32>) outs(%205 : tensor<5x7xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %d: f32, %e: f32, %out: f32):
      %s = arith.subf %a, %b : f32
      %t = arith.mulf %c, %d : f32
      %u = arith.subf %s, %t : f32
      %r = arith.mulf %u, %e : f32
      linalg.yield %r : f32
    } -> tensor<5x7xf32>
    %207 = tensor.empty() : tensor<7x6xf32>
    %208 = arith.constant 0.0 : f32
    %209 = linalg.fill ins(%208 : f32) outs(%207 : tensor<7x6xf32>) -> tensor<7x6xf32>
    %210 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%206, %x : tensor<5x7xf32>, tensor<5x6xf32>) outs(%209 : tensor<7x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<7x6xf32>
    %211 = tensor.empty() : tensor<5x6xf32>
    %212 = arith.constant 0.0 : f32
    %213 = linalg.fill ins(%212 : f32) outs(%211 : tensor<5x6xf32>) -> tensor<5x6xf32>
    %214 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%206, %p0 : tensor<5x7xf32>, tensor<7x6xf32>) outs(%213 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    %215 = tensor.empty() : tensor<5x6xf32>
    %216 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%162, %214 : tensor<5x6xf32>, tensor<5x6xf32>) outs(%215 : tensor<5x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.addf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<5x6xf32>
    return %94, %210, %186, %180, %170, %166, %156, %132, %126, %116, %112, %104, %100
        : tensor<f32>, tensor<7x6xf32>, tensor<7xf32>, tensor<7xf32>, tensor<6x7xf32>, tensor<6xf32>, tensor<7x6xf32>, tensor<7xf32>, tensor<7xf32>, tensor<6x7xf32>, tensor<6xf32>, tensor<3x6xf32>, tensor<3xf32>
}
