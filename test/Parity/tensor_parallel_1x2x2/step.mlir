shard.grid @grid(shape = 1x2x2)
func.func @step(
    %p0: tensor<6xf32> {fsdp.param = "blocks.0.norm.weight", fsdp.group = "blocks.0"},
    %p1: tensor<10x6xf32> {fsdp.param = "blocks.0.up.weight", fsdp.group = "blocks.0", fsdp.model_dim = 0},
    %p2: tensor<10xf32> {fsdp.param = "blocks.0.up.bias", fsdp.group = "blocks.0", fsdp.model_dim = 0},
    %p3: tensor<6x10xf32> {fsdp.param = "blocks.0.down.weight", fsdp.group = "blocks.0", fsdp.model_dim = 1},
    %p4: tensor<6xf32> {fsdp.param = "blocks.0.down.bias", fsdp.group = "blocks.0"},
    %p5: tensor<6xf32> {fsdp.param = "blocks.1.norm.weight", fsdp.group = "blocks.1"},
    %p6: tensor<10x6xf32> {fsdp.param = "blocks.1.up.weight", fsdp.group = "blocks.1", fsdp.model_dim = 0},
    %p7: tensor<10xf32> {fsdp.param = "blocks.1.up.bias", fsdp.group = "blocks.1", fsdp.model_dim = 0},
    %p8: tensor<6x10xf32> {fsdp.param = "blocks.1.down.weight", fsdp.group = "blocks.1", fsdp.model_dim = 1},
    %p9: tensor<6xf32> {fsdp.param = "blocks.1.down.bias", fsdp.group = "blocks.1"},
    %p10: tensor<3x6xf32> {fsdp.param = "head.weight"},
    %p11: tensor<3xf32> {fsdp.param = "head.bias"},
    %x: tensor<4x6xf32> {fsdp.batch = "x"},
    %target: tensor<4x3xf32> {fsdp.batch = "target"})
    -> (tensor<f32> {fsdp.loss},
        tensor<6xf32> {fsdp.grad = "blocks.0.norm.weight"},
        tensor<10x6xf32> {fsdp.grad = "blocks.0.up.weight"},
        tensor<10xf32> {fsdp.grad = "blocks.0.up.bias"},
        tensor<6x10xf32> {fsdp.grad = "blocks.0.down.weight"},
        tensor<6xf32> {fsdp.grad = "blocks.0.down.bias"},
        tensor<6xf32> {fsdp.grad = "blocks.1.norm.weight"},
        tensor<10x6xf32> {fsdp.grad = "blocks.1.up.weight"},
        tensor<10xf32> {fsdp.grad = "blocks.1.up.bias"},
        tensor<6x10xf32> {fsdp.grad = "blocks.1.down.weight"},
        tensor<6xf32> {fsdp.grad = "blocks.1.down.bias"},
        tensor<3x6xf32> {fsdp.grad = "head.weight"},
        tensor<3xf32> {fsdp.grad = "head.bias"}) {
    %0 = tensor.empty() : tensor<4xf32>
    %1 = arith.constant 0.0 : f32
    %2 = linalg.fill ins(%1 : f32) outs(%0 : tensor<4xf32>) -> tensor<4xf32>
    %3 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x6xf32>) outs(%2 : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %s = arith.mulf %a, %a : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %4 = tensor.empty() : tensor<4xf32>
    %5 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%3 : tensor<4xf32>) outs(%4 : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %n = arith.constant 6.0 : f32
      %m = arith.divf %a, %n : f32
      %e = arith.constant 0.00001000 : f32
      %s = arith.addf %m, %e : f32
      %r = math.rsqrt %s : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %6 = tensor.empty() : tensor<4x6xf32>
    %7 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %5 : tensor<4x6xf32>, tensor<4xf32>) outs(%6 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %8 = tensor.empty() : tensor<4x6xf32>
    %9 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%7, %p0 : tensor<4x6xf32>, tensor<6xf32>) outs(%8 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %10 = tensor.empty() : tensor<4x10xf32>
    %11 = arith.constant 0.0 : f32
    %12 = linalg.fill ins(%11 : f32) outs(%10 : tensor<4x10xf32>) -> tensor<4x10xf32>
    %13 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%9, %p1 : tensor<4x6xf32>, tensor<10x6xf32>) outs(%12 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %14 = tensor.empty() : tensor<4x10xf32>
    %15 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%13, %p2 : tensor<4x10xf32>, tensor<10xf32>) outs(%14 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %z = arith.constant 0.0 : f32
      %r = arith.maximumf %s, %z : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %16 = tensor.empty() : tensor<4x6xf32>
    %17 = arith.constant 0.0 : f32
    %18 = linalg.fill ins(%17 : f32) outs(%16 : tensor<4x6xf32>) -> tensor<4x6xf32>
    %19 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%15, %p3 : tensor<4x10xf32>, tensor<6x10xf32>) outs(%18 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %20 = shard.all_reduce %19 on @grid grid_axes = [2] : tensor<4x6xf32> -> tensor<4x6xf32>
    %21 = tensor.empty() : tensor<4x6xf32>
    %22 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %20, %p4 : tensor<4x6xf32>, tensor<4x6xf32>, tensor<6xf32>) outs(%21 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %r = arith.addf %s, %c : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %23 = tensor.empty() : tensor<4xf32>
    %24 = arith.constant 0.0 : f32
    %25 = linalg.fill ins(%24 : f32) outs(%23 : tensor<4xf32>) -> tensor<4xf32>
    %26 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%22 : tensor<4x6xf32>) outs(%25 : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %s = arith.mulf %a, %a : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %27 = tensor.empty() : tensor<4xf32>
    %28 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%26 : tensor<4xf32>) outs(%27 : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %n = arith.constant 6.0 : f32
      %m = arith.divf %a, %n : f32
      %e = arith.constant 0.00001000 : f32
      %s = arith.addf %m, %e : f32
      %r = math.rsqrt %s : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %29 = tensor.empty() : tensor<4x6xf32>
    %30 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%22, %28 : tensor<4x6xf32>, tensor<4xf32>) outs(%29 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %31 = tensor.empty() : tensor<4x6xf32>
    %32 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%30, %p5 : tensor<4x6xf32>, tensor<6xf32>) outs(%31 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %33 = tensor.empty() : tensor<4x10xf32>
    %34 = arith.constant 0.0 : f32
    %35 = linalg.fill ins(%34 : f32) outs(%33 : tensor<4x10xf32>) -> tensor<4x10xf32>
    %36 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%32, %p6 : tensor<4x6xf32>, tensor<10x6xf32>) outs(%35 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %37 = tensor.empty() : tensor<4x10xf32>
    %38 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%36, %p7 : tensor<4x10xf32>, tensor<10xf32>) outs(%37 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %z = arith.constant 0.0 : f32
      %r = arith.maximumf %s, %z : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %39 = tensor.empty() : tensor<4x6xf32>
    %40 = arith.constant 0.0 : f32
    %41 = linalg.fill ins(%40 : f32) outs(%39 : tensor<4x6xf32>) -> tensor<4x6xf32>
    %42 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%38, %p8 : tensor<4x10xf32>, tensor<6x10xf32>) outs(%41 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %43 = shard.all_reduce %42 on @grid grid_axes = [2] : tensor<4x6xf32> -> tensor<4x6xf32>
    %44 = tensor.empty() : tensor<4x6xf32>
    %45 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%22, %43, %p9 : tensor<4x6xf32>, tensor<4x6xf32>, tensor<6xf32>) outs(%44 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %r = arith.addf %s, %c : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %46 = tensor.empty() : tensor<4x3xf32>
    %47 = arith.constant 0.0 : f32
    %48 = linalg.fill ins(%47 : f32) outs(%46 : tensor<4x3xf32>) -> tensor<4x3xf32>
    %49 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%45, %p10 : tensor<4x6xf32>, tensor<3x6xf32>) outs(%48 : tensor<4x3xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x3xf32>
    %50 = tensor.empty() : tensor<4x3xf32>
    %51 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%49, %p11 : tensor<4x3xf32>, tensor<3xf32>) outs(%50 : tensor<4x3xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.addf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x3xf32>
    %52 = tensor.empty() : tensor<f32>
    %53 = arith.constant 0.0 : f32
    %54 = linalg.fill ins(%53 : f32) outs(%52 : tensor<f32>) -> tensor<f32>
    %55 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>], iterator_types = ["reduction", "reduction"]}
      ins(%51, %target : tensor<4x3xf32>, tensor<4x3xf32>) outs(%54 : tensor<f32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %n = arith.constant 12.0 : f32
      %d = arith.subf %a, %b : f32
      %s = arith.mulf %d, %d : f32
      %t = arith.divf %s, %n : f32
      %r = arith.addf %t, %out : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %56 = tensor.empty() : tensor<4x3xf32>
    %57 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%51, %target : tensor<4x3xf32>, tensor<4x3xf32>) outs(%56 : tensor<4x3xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %n = arith.constant 12.0 : f32
      %d = arith.subf %a, %b : f32
      %s = arith.addf %d, %d : f32
      %r = arith.divf %s, %n : f32
      linalg.yield %r : f32
    } -> tensor<4x3xf32>
    %58 = tensor.empty() : tensor<3xf32>
    %59 = arith.constant 0.0 : f32
    %60 = linalg.fill ins(%59 : f32) outs(%58 : tensor<3xf32>) -> tensor<3xf32>
    %61 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%57 : tensor<4x3xf32>) outs(%60 : tensor<3xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<3xf32>
    %62 = tensor.empty() : tensor<3x6xf32>
    %63 = arith.constant 0.0 : f32
    %64 = linalg.fill ins(%63 : f32) outs(%62 : tensor<3x6xf32>) -> tensor<3x6xf32>
    %65 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%57, %45 : tensor<4x3xf32>, tensor<4x6xf32>) outs(%64 : tensor<3x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<3x6xf32>
    %66 = tensor.empty() : tensor<4x6xf32>
    %67 = arith.constant 0.0 : f32
    %68 = linalg.fill ins(%67 : f32) outs(%66 : tensor<4x6xf32>) -> tensor<4x6xf32>
    %69 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%57, %p10 : tensor<4x3xf32>, tensor<3x6xf32>) outs(%68 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %70 = tensor.empty() : tensor<6xf32>
    %71 = arith.constant 0.0 : f32
    %72 = linalg.fill ins(%71 : f32) outs(%70 : tensor<6xf32>) -> tensor<6xf32>
    %73 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%69 : tensor<4x6xf32>) outs(%72 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %74 = tensor.empty() : tensor<6x10xf32>
    %75 = arith.constant 0.0 : f32
    %76 = linalg.fill ins(%75 : f32) outs(%74 : tensor<6x10xf32>) -> tensor<6x10xf32>
    %77 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%69, %38 : tensor<4x6xf32>, tensor<4x10xf32>) outs(%76 : tensor<6x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<6x10xf32>
    %78 = tensor.empty() : tensor<4x10xf32>
    %79 = arith.constant 0.0 : f32
    %80 = linalg.fill ins(%79 : f32) outs(%78 : tensor<4x10xf32>) -> tensor<4x10xf32>
    %81 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%69, %p8 : tensor<4x6xf32>, tensor<6x10xf32>) outs(%80 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %82 = tensor.empty() : tensor<4x10xf32>
    %83 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%81, %38 : tensor<4x10xf32>, tensor<4x10xf32>) outs(%82 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %z = arith.constant 0.0 : f32
      %c = arith.cmpf ogt, %b, %z : f32
      %r = arith.select %c, %a, %z : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %84 = tensor.empty() : tensor<10xf32>
    %85 = arith.constant 0.0 : f32
    %86 = linalg.fill ins(%85 : f32) outs(%84 : tensor<10xf32>) -> tensor<10xf32>
    %87 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%83 : tensor<4x10xf32>) outs(%86 : tensor<10xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<10xf32>
    %88 = tensor.empty() : tensor<10x6xf32>
    %89 = arith.constant 0.0 : f32
    %90 = linalg.fill ins(%89 : f32) outs(%88 : tensor<10x6xf32>) -> tensor<10x6xf32>
    %91 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%83, %32 : tensor<4x10xf32>, tensor<4x6xf32>) outs(%90 : tensor<10x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<10x6xf32>
    %92 = tensor.empty() : tensor<4x6xf32>
    %93 = arith.constant 0.0 : f32
    %94 = linalg.fill ins(%93 : f32) outs(%92 : tensor<4x6xf32>) -> tensor<4x6xf32>
    %95 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%83, %p6 : tensor<4x10xf32>, tensor<10x6xf32>) outs(%94 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %96 = shard.all_reduce %95 on @grid grid_axes = [2] : tensor<4x6xf32> -> tensor<4x6xf32>
    %97 = tensor.empty() : tensor<4x6xf32>
    %98 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%96, %30 : tensor<4x6xf32>, tensor<4x6xf32>) outs(%97 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %99 = tensor.empty() : tensor<6xf32>
    %100 = arith.constant 0.0 : f32
    %101 = linalg.fill ins(%100 : f32) outs(%99 : tensor<6xf32>) -> tensor<6xf32>
    %102 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%98 : tensor<4x6xf32>) outs(%101 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %103 = tensor.empty() : tensor<4x6xf32>
    %104 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%96, %p5 : tensor<4x6xf32>, tensor<6xf32>) outs(%103 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %105 = tensor.empty() : tensor<4xf32>
    %106 = arith.constant 0.0 : f32
    %107 = linalg.fill ins(%106 : f32) outs(%105 : tensor<4xf32>) -> tensor<4xf32>
    %108 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%104, %30 : tensor<4x6xf32>, tensor<4x6xf32>) outs(%107 : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.mulf %a, %b : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %109 = tensor.empty() : tensor<4x6xf32>
    %110 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%104, %30, %108, %28, %69 : tensor<4x6xf32>, tensor<4x6xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4x6xf32>) outs(%109 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %d: f32, %e: f32, %out: f32):
      %n = arith.constant 6.0 : f32
      %m = arith.divf %c, %n : f32
      %t = arith.mulf %b, %m : f32
      %s = arith.subf %a, %t : f32
      %u = arith.mulf %s, %d : f32
      %r = arith.addf %u, %e : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %111 = tensor.empty() : tensor<6xf32>
    %112 = arith.constant 0.0 : f32
    %113 = linalg.fill ins(%112 : f32) outs(%111 : tensor<6xf32>) -> tensor<6xf32>
    %114 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%110 : tensor<4x6xf32>) outs(%113 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %115 = tensor.empty() : tensor<6x10xf32>
    %116 = arith.constant 0.0 : f32
    %117 = linalg.fill ins(%116 : f32) outs(%115 : tensor<6x10xf32>) -> tensor<6x10xf32>
    %118 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%110, %15 : tensor<4x6xf32>, tensor<4x10xf32>) outs(%117 : tensor<6x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<6x10xf32>
    %119 = tensor.empty() : tensor<4x10xf32>
    %120 = arith.constant 0.0 : f32
    %121 = linalg.fill ins(%120 : f32) outs(%119 : tensor<4x10xf32>) -> tensor<4x10xf32>
    %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%110, %p3 : tensor<4x6xf32>, tensor<6x10xf32>) outs(%121 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %123 = tensor.empty() : tensor<4x10xf32>
    %124 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%122, %15 : tensor<4x10xf32>, tensor<4x10xf32>) outs(%123 : tensor<4x10xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %z = arith.constant 0.0 : f32
      %c = arith.cmpf ogt, %b, %z : f32
      %r = arith.select %c, %a, %z : f32
      linalg.yield %r : f32
    } -> tensor<4x10xf32>
    %125 = tensor.empty() : tensor<10xf32>
    %126 = arith.constant 0.0 : f32
    %127 = linalg.fill ins(%126 : f32) outs(%125 : tensor<10xf32>) -> tensor<10xf32>
    %128 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%124 : tensor<4x10xf32>) outs(%127 : tensor<10xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<10xf32>
    %129 = tensor.empty() : tensor<10x6xf32>
    %130 = arith.constant 0.0 : f32
    %131 = linalg.fill ins(%130 : f32) outs(%129 : tensor<10x6xf32>) -> tensor<10x6xf32>
    %132 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%124, %9 : tensor<4x10xf32>, tensor<4x6xf32>) outs(%131 : tensor<10x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<10x6xf32>
    %133 = tensor.empty() : tensor<4x6xf32>
    %134 = arith.constant 0.0 : f32
    %135 = linalg.fill ins(%134 : f32) outs(%133 : tensor<4x6xf32>) -> tensor<4x6xf32>
    %136 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%124, %p1 : tensor<4x10xf32>, tensor<10x6xf32>) outs(%135 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %137 = shard.all_reduce %136 on @grid grid_axes = [2] : tensor<4x6xf32> -> tensor<4x6xf32>
    %138 = tensor.empty() : tensor<4x6xf32>
    %139 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%137, %7 : tensor<4x6xf32>, tensor<4x6xf32>) outs(%138 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %140 = tensor.empty() : tensor<6xf32>
    %141 = arith.constant 0.0 : f32
    %142 = linalg.fill ins(%141 : f32) outs(%140 : tensor<6xf32>) -> tensor<6xf32>
    %143 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%139 : tensor<4x6xf32>) outs(%142 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %144 = tensor.empty() : tensor<4x6xf32>
    %145 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%137, %p0 : tensor<4x6xf32>, tensor<6xf32>) outs(%144 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    %146 = tensor.empty() : tensor<4xf32>
    %147 = arith.constant 0.0 : f32
    %148 = linalg.fill ins(%147 : f32) outs(%146 : tensor<4xf32>) -> tensor<4xf32>
    %149 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%145, %7 : tensor<4x6xf32>, tensor<4x6xf32>) outs(%148 : tensor<4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.mulf %a, %b : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %150 = tensor.empty() : tensor<4x6xf32>
    %151 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%145, %7, %149, %5, %110 : tensor<4x6xf32>, tensor<4x6xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4x6xf32>) outs(%150 : tensor<4x6xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %d: f32, %e: f32, %out: f32):
      %n = arith.constant 6.0 : f32
      %m = arith.divf %c, %n : f32
      %t = arith.mulf %b, %m : f32
      %s = arith.subf %a, %t : f32
      %u = arith.mulf %s, %d : f32
      %r = arith.addf %u, %e : f32
      linalg.yield %r : f32
    } -> tensor<4x6xf32>
    return %55, %143, %132, %128, %118, %114, %102, %91, %87, %77, %73, %65, %61
        : tensor<f32>, tensor<6xf32>, tensor<10x6xf32>, tensor<10xf32>, tensor<6x10xf32>, tensor<6xf32>, tensor<6xf32>, tensor<10x6xf32>, tensor<10xf32>, tensor<6x10xf32>, tensor<6xf32>, tensor<3x6xf32>, tensor<3xf32>
}
