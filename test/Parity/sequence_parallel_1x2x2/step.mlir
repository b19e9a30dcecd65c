shard.grid @grid(shape = 1x2x2)
func.func @step(
    %p0: tensor<5xf32> {fsdp.param = "blocks.0.norm.weight", fsdp.group = "blocks.0"},
    %p1: tensor<4x5xf32> {fsdp.param = "blocks.0.up.weight", fsdp.group = "blocks.0", fsdp.model_dim = 0},
    %p2: tensor<4xf32> {fsdp.param = "blocks.0.up.bias", fsdp.group = "blocks.0", fsdp.model_dim = 0},
    %p3: tensor<5x4xf32> {fsdp.param = "blocks.0.down.weight", fsdp.group = "blocks.0", fsdp.model_dim = 1},
    %p4: tensor<5xf32> {fsdp.param = "blocks.0.down.bias", fsdp.group = "blocks.0"},
    %p5: tensor<5xf32> {fsdp.param = "blocks.1.norm.weight", fsdp.group = "blocks.1"},
    %p6: tensor<4x5xf32> {fsdp.param = "blocks.1.up.weight", fsdp.group = "blocks.1", fsdp.model_dim = 0},
    %p7: tensor<4xf32> {fsdp.param = "blocks.1.up.bias", fsdp.group = "blocks.1", fsdp.model_dim = 0},
    %p8: tensor<5x4xf32> {fsdp.param = "blocks.1.down.weight", fsdp.group = "blocks.1", fsdp.model_dim = 1},
    %p9: tensor<5xf32> {fsdp.param = "blocks.1.down.bias", fsdp.group = "blocks.1"},
    %p10: tensor<2x5xf32> {fsdp.param = "head.weight", fsdp.model_dim = 0},
    %p11: tensor<2xf32> {fsdp.param = "head.bias", fsdp.model_dim = 0},
    %x: tensor<2x6x5xf32> {fsdp.batch = "x"},
    %target: tensor<2x6x4xf32> {fsdp.batch = "target"})
    -> (tensor<f32> {fsdp.loss},
        tensor<5xf32> {fsdp.grad = "blocks.0.norm.weight"},
        tensor<4x5xf32> {fsdp.grad = "blocks.0.up.weight"},
        tensor<4xf32> {fsdp.grad = "blocks.0.up.bias"},
        tensor<5x4xf32> {fsdp.grad = "blocks.0.down.weight"},
        tensor<5xf32> {fsdp.grad = "blocks.0.down.bias"},
        tensor<5xf32> {fsdp.grad = "blocks.1.norm.weight"},
        tensor<4x5xf32> {fsdp.grad = "blocks.1.up.weight"},
        tensor<4xf32> {fsdp.grad = "blocks.1.up.bias"},
        tensor<5x4xf32> {fsdp.grad = "blocks.1.down.weight"},
        tensor<5xf32> {fsdp.grad = "blocks.1.down.bias"},
        tensor<2x5xf32> {fsdp.grad = "head.weight"},
        tensor<2xf32> {fsdp.grad = "head.bias"}) {
    %0 = shard.all_slice %x on @grid grid_axes = [2] slice_axis = 1 : tensor<2x6x5xf32> -> tensor<2x3x5xf32>
    %1 = tensor.collapse_shape %0 [[0, 1], [2]] : tensor<2x3x5xf32> into tensor<6x5xf32>
    %2 = tensor.empty() : tensor<6xf32>
    %3 = arith.constant 0.0 : f32
    %4 = linalg.fill ins(%3 : f32) outs(%2 : tensor<6xf32>) -> tensor<6xf32>
    %5 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%1 : tensor<6x5xf32>) outs(%4 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %s = arith.mulf %a, %a : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %6 = tensor.empty() : tensor<6xf32>
    %7 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%5 : tensor<6xf32>) outs(%6 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %n = arith.constant 5.0 : f32
      %m = arith.divf %a, %n : f32
      %e = arith.constant 0.00001000 : f32
      %s = arith.addf %m, %e : f32
      %r = math.rsqrt %s : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %8 = tensor.empty() : tensor<6x5xf32>
    %9 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%1, %7 : tensor<6x5xf32>, tensor<6xf32>) outs(%8 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %10 = tensor.empty() : tensor<6x5xf32>
    %11 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%9, %p0 : tensor<6x5xf32>, tensor<5xf32>) outs(%10 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %12 = tensor.expand_shape %11 [[0, 1], [2]] output_shape [2, 3, 5] : tensor<6x5xf32> into tensor<2x3x5xf32>
    %13 = shard.all_gather %12 on @grid grid_axes = [2] gather_axis = 1 : tensor<2x3x5xf32> -> tensor<2x6x5xf32>
    %14 = tensor.collapse_shape %13 [[0, 1], [2]] : tensor<2x6x5xf32> into tensor<12x5xf32>
    %15 = tensor.empty() : tensor<12x4xf32>
    %16 = arith.constant 0.0 : f32
    %17 = linalg.fill ins(%16 : f32) outs(%15 : tensor<12x4xf32>) -> tensor<12x4xf32>
    %18 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%14, %p1 : tensor<12x5xf32>, tensor<4x5xf32>) outs(%17 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %19 = tensor.empty() : tensor<12x4xf32>
    %20 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%18, %p2 : tensor<12x4xf32>, tensor<4xf32>) outs(%19 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %z = arith.constant 0.0 : f32
      %r = arith.maximumf %s, %z : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %21 = tensor.empty() : tensor<12x5xf32>
    %22 = arith.constant 0.0 : f32
    %23 = linalg.fill ins(%22 : f32) outs(%21 : tensor<12x5xf32>) -> tensor<12x5xf32>
    %24 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%20, %p3 : tensor<12x4xf32>, tensor<5x4xf32>) outs(%23 : tensor<12x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x5xf32>
    %25 = tensor.expand_shape %24 [[0, 1], [2]] output_shape [2, 6, 5] : tensor<12x5xf32> into tensor<2x6x5xf32>
    %26 = shard.reduce_scatter %25 on @grid grid_axes = [2] scatter_axis = 1 : tensor<2x6x5xf32> -> tensor<2x3x5xf32>
    %27 = tensor.collapse_shape %26 [[0, 1], [2]] : tensor<2x3x5xf32> into tensor<6x5xf32>
    %28 = tensor.empty() : tensor<6x5xf32>
    %29 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%1, %27, %p4 : tensor<6x5xf32>, tensor<6x5xf32>, tensor<5xf32>) outs(%28 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %r = arith.addf %s, %c : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %30 = tensor.empty() : tensor<6xf32>
    %31 = arith.constant 0.0 : f32
    %32 = linalg.fill ins(%31 : f32) outs(%30 : tensor<6xf32>) -> tensor<6xf32>
    %33 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%29 : tensor<6x5xf32>) outs(%32 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %s = arith.mulf %a, %a : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %34 = tensor.empty() : tensor<6xf32>
    %35 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
      ins(%33 : tensor<6xf32>) outs(%34 : tensor<6xf32>) {
    ^bb0(%a: f32, %out: f32):
      %n = arith.constant 5.0 : f32
      %m = arith.divf %a, %n : f32
      %e = arith.constant 0.00001000 : f32
      %s = arith.addf %m, %e : f32
      %r = math.rsqrt %s : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %36 = tensor.empty() : tensor<6x5xf32>
    %37 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%29, %35 : tensor<6x5xf32>, tensor<6xf32>) outs(%36 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %38 = tensor.empty() : tensor<6x5xf32>
    %39 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%37, %p5 : tensor<6x5xf32>, tensor<5xf32>) outs(%38 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %40 = tensor.expand_shape %39 [[0, 1], [2]] output_shape [2, 3, 5] : tensor<6x5xf32> into tensor<2x3x5xf32>
    %41 = shard.all_gather %40 on @grid grid_axes = [2] gather_axis = 1 : tensor<2x3x5xf32> -> tensor<2x6x5xf32>
    %42 = tensor.collapse_shape %41 [[0, 1], [2]] : tensor<2x6x5xf32> into tensor<12x5xf32>
    %43 = tensor.empty() : tensor<12x4xf32>
    %44 = arith.constant 0.0 : f32
    %45 = linalg.fill ins(%44 : f32) outs(%43 : tensor<12x4xf32>) -> tensor<12x4xf32>
    %46 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%42, %p6 : tensor<12x5xf32>, tensor<4x5xf32>) outs(%45 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %47 = tensor.empty() : tensor<12x4xf32>
    %48 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%46, %p7 : tensor<12x4xf32>, tensor<4xf32>) outs(%47 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %z = arith.constant 0.0 : f32
      %r = arith.maximumf %s, %z : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %49 = tensor.empty() : tensor<12x5xf32>
    %50 = arith.constant 0.0 : f32
    %51 = linalg.fill ins(%50 : f32) outs(%49 : tensor<12x5xf32>) -> tensor<12x5xf32>
    %52 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%48, %p8 : tensor<12x4xf32>, tensor<5x4xf32>) outs(%51 : tensor<12x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x5xf32>
    %53 = tensor.expand_shape %52 [[0, 1], [2]] output_shape [2, 6, 5] : tensor<12x5xf32> into tensor<2x6x5xf32>
    %54 = shard.reduce_scatter %53 on @grid grid_axes = [2] scatter_axis = 1 : tensor<2x6x5xf32> -> tensor<2x3x5xf32>
    %55 = tensor.collapse_shape %54 [[0, 1], [2]] : tensor<2x3x5xf32> into tensor<6x5xf32>
    %56 = tensor.empty() : tensor<6x5xf32>
    %57 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%29, %55, %p9 : tensor<6x5xf32>, tensor<6x5xf32>, tensor<5xf32>) outs(%56 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %out: f32):
      %s = arith.addf %a, %b : f32
      %r = arith.addf %s, %c : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %58 = tensor.expand_shape %57 [[0, 1], [2]] output_shape [2, 3, 5] : tensor<6x5xf32> into tensor<2x3x5xf32>
    %59 = shard.all_gather %58 on @grid grid_axes = [2] gather_axis = 1 : tensor<2x3x5xf32> -> tensor<2x6x5xf32>
    %60 = tensor.collapse_shape %59 [[0, 1], [2]] : tensor<2x6x5xf32> into tensor<12x5xf32>
    %61 = tensor.empty() : tensor<12x2xf32>
    %62 = arith.constant 0.0 : f32
    %63 = linalg.fill ins(%62 : f32) outs(%61 : tensor<12x2xf32>) -> tensor<12x2xf32>
    %64 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%60, %p10 : tensor<12x5xf32>, tensor<2x5xf32>) outs(%63 : tensor<12x2xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x2xf32>
    %65 = tensor.empty() : tensor<12x2xf32>
    %66 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%64, %p11 : tensor<12x2xf32>, tensor<2xf32>) outs(%65 : tensor<12x2xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.addf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<12x2xf32>
    %67 = tensor.expand_shape %66 [[0, 1], [2]] output_shape [2, 6, 2] : tensor<12x2xf32> into tensor<2x6x2xf32>
    %68 = shard.all_gather %67 on @grid grid_axes = [2] gather_axis = 2 : tensor<2x6x2xf32> -> tensor<2x6x4xf32>
    %69 = tensor.collapse_shape %68 [[0, 1], [2]] : tensor<2x6x4xf32> into tensor<12x4xf32>
    %70 = tensor.collapse_shape %target [[0, 1], [2]] : tensor<2x6x4xf32> into tensor<12x4xf32>
    %71 = tensor.empty() : tensor<12x4xf32>
    %72 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%69, %70 : tensor<12x4xf32>, tensor<12x4xf32>) outs(%71 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.subf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %73 = tensor.empty() : tensor<12x4xf32>
    %74 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%72, %72 : tensor<12x4xf32>, tensor<12x4xf32>) outs(%73 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %75 = tensor.empty() : tensor<f32>
    %76 = arith.constant 0.0 : f32
    %77 = linalg.fill ins(%76 : f32) outs(%75 : tensor<f32>) -> tensor<f32>
    %78 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>], iterator_types = ["reduction", "reduction"]}
      ins(%74 : tensor<12x4xf32>) outs(%77 : tensor<f32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %79 = tensor.empty() : tensor<f32>
    %80 = linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []}
      ins(%78 : tensor<f32>) outs(%79 : tensor<f32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.020833333333333332 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<f32>
    %81 = tensor.empty() : tensor<12x4xf32>
    %82 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%72 : tensor<12x4xf32>) outs(%81 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %f = arith.constant 0.041666666666666664 : f32
      %r = arith.mulf %a, %f : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %83 = tensor.expand_shape %82 [[0, 1], [2]] output_shape [2, 6, 4] : tensor<12x4xf32> into tensor<2x6x4xf32>
    %84 = shard.all_slice %83 on @grid grid_axes = [2] slice_axis = 2 : tensor<2x6x4xf32> -> tensor<2x6x2xf32>
    %85 = tensor.collapse_shape %84 [[0, 1], [2]] : tensor<2x6x2xf32> into tensor<12x2xf32>
    %86 = tensor.empty() : tensor<2xf32>
    %87 = arith.constant 0.0 : f32
    %88 = linalg.fill ins(%87 : f32) outs(%86 : tensor<2xf32>) -> tensor<2xf32>
    %89 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%85 : tensor<12x2xf32>) outs(%88 : tensor<2xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<2xf32>
    %90 = tensor.empty() : tensor<2x5xf32>
    %91 = arith.constant 0.0 : f32
    %92 = linalg.fill ins(%91 : f32) outs(%90 : tensor<2x5xf32>) -> tensor<2x5xf32>
    %93 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%85, %60 : tensor<12x2xf32>, tensor<12x5xf32>) outs(%92 : tensor<2x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<2x5xf32>
    %94 = tensor.empty() : tensor<12x5xf32>
    %95 = arith.constant 0.0 : f32
    %96 = linalg.fill ins(%95 : f32) outs(%94 : tensor<12x5xf32>) -> tensor<12x5xf32>
    %97 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%85, %p10 : tensor<12x2xf32>, tensor<2x5xf32>) outs(%96 : tensor<12x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x5xf32>
    %98 = tensor.expand_shape %97 [[0, 1], [2]] output_shape [2, 6, 5] : tensor<12x5xf32> into tensor<2x6x5xf32>
    %99 = shard.reduce_scatter %98 on @grid grid_axes = [2] scatter_axis = 1 : tensor<2x6x5xf32> -> tensor<2x3x5xf32>
    %100 = tensor.collapse_shape %99 [[0, 1], [2]] : tensor<2x3x5xf32> into tensor<6x5xf32>
    %101 = tensor.empty() : tensor<5xf32>
    %102 = arith.constant 0.0 : f32
    %103 = linalg.fill ins(%102 : f32) outs(%101 : tensor<5xf32>) -> tensor<5xf32>
    %104 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%100 : tensor<6x5xf32>) outs(%103 : tensor<5xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<5xf32>
    %105 = shard.all_reduce %104 on @grid grid_axes = [2] : tensor<5xf32> -> tensor<5xf32>
    %106 = tensor.expand_shape %100 [[0, 1], [2]] output_shape [2, 3, 5] : tensor<6x5xf32> into tensor<2x3x5xf32>
    %107 = shard.all_gather %106 on @grid grid_axes = [2] gather_axis = 1 : tensor<2x3x5xf32> -> tensor<2x6x5xf32>
    %108 = tensor.collapse_shape %107 [[0, 1], [2]] : tensor<2x6x5xf32> into tensor<12x5xf32>
    %109 = tensor.empty() : tensor<5x4xf32>
    %110 = arith.constant 0.0 : f32
    %111 = linalg.fill ins(%110 : f32) outs(%109 : tensor<5x4xf32>) -> tensor<5x4xf32>
    %112 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%108, %48 : tensor<12x5xf32>, tensor<12x4xf32>) outs(%111 : tensor<5x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x4xf32>
    %113 = tensor.empty() : tensor<12x4xf32>
    %114 = arith.constant 0.0 : f32
    %115 = linalg.fill ins(%114 : f32) outs(%113 : tensor<12x4xf32>) -> tensor<12x4xf32>
    %116 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%108, %p8 : tensor<12x5xf32>, tensor<5x4xf32>) outs(%115 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %117 = tensor.empty() : tensor<12x4xf32>
    %118 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%116, %48 : tensor<12x4xf32>, tensor<12x4xf32>) outs(%117 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %z = arith.constant 0.0 : f32
      %c = arith.cmpf ogt, %b, %z : f32
      %r = arith.select %c, %a, %z : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %119 = tensor.empty() : tensor<4xf32>
    %120 = arith.constant 0.0 : f32
    %121 = linalg.fill ins(%120 : f32) outs(%119 : tensor<4xf32>) -> tensor<4xf32>
    %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%118 : tensor<12x4xf32>) outs(%121 : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %123 = tensor.empty() : tensor<4x5xf32>
    %124 = arith.constant 0.0 : f32
    %125 = linalg.fill ins(%124 : f32) outs(%123 : tensor<4x5xf32>) -> tensor<4x5xf32>
    %126 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%118, %42 : tensor<12x4xf32>, tensor<12x5xf32>) outs(%125 : tensor<4x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x5xf32>
    %127 = tensor.empty() : tensor<12x5xf32>
    %128 = arith.constant 0.0 : f32
    %129 = linalg.fill ins(%128 : f32) outs(%127 : tensor<12x5xf32>) -> tensor<12x5xf32>
    %130 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%118, %p6 : tensor<12x4xf32>, tensor<4x5xf32>) outs(%129 : tensor<12x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x5xf32>
    %131 = tensor.expand_shape %130 [[0, 1], [2]] output_shape [2, 6, 5] : tensor<12x5xf32> into tensor<2x6x5xf32>
    %132 = shard.reduce_scatter %131 on @grid grid_axes = [2] scatter_axis = 1 : tensor<2x6x5xf32> -> tensor<2x3x5xf32>
    %133 = tensor.collapse_shape %132 [[0, 1], [2]] : tensor<2x3x5xf32> into tensor<6x5xf32>
    %134 = tensor.empty() : tensor<6x5xf32>
    %135 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%133, %37 : tensor<6x5xf32>, tensor<6x5xf32>) outs(%134 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %136 = tensor.empty() : tensor<5xf32>
    %137 = arith.constant 0.0 : f32
    %138 = linalg.fill ins(%137 : f32) outs(%136 : tensor<5xf32>) -> tensor<5xf32>
    %139 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%135 : tensor<6x5xf32>) outs(%138 : tensor<5xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<5xf32>
    %140 = tensor.empty() : tensor<6x5xf32>
    %141 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%133, %p5 : tensor<6x5xf32>, tensor<5xf32>) outs(%140 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %142 = tensor.empty() : tensor<6xf32>
    %143 = arith.constant 0.0 : f32
    %144 = linalg.fill ins(%143 : f32) outs(%142 : tensor<6xf32>) -> tensor<6xf32>
    %145 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%141, %37 : tensor<6x5xf32>, tensor<6x5xf32>) outs(%144 : tensor<6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.mulf %a, %b : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %146 = tensor.empty() : tensor<6x5xf32>
    %147 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%141, %37, %145, %35, %100 : tensor<6x5xf32>, tensor<6x5xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6x5xf32>) outs(%146 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %d: f32, %e: f32, %out: f32):
      %n = arith.constant 5.0 : f32
      %m = arith.divf %c, %n : f32
      %t = arith.mulf %b, %m : f32
      %s = arith.subf %a, %t : f32
      %u = arith.mulf %s, %d : f32
      %r = arith.addf %u, %e : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %148 = shard.all_reduce %139 on @grid grid_axes = [2] : tensor<5xf32> -> tensor<5xf32>
    %149 = tensor.empty() : tensor<5xf32>
    %150 = arith.constant 0.0 : f32
    %151 = linalg.fill ins(%150 : f32) outs(%149 : tensor<5xf32>) -> tensor<5xf32>
    %152 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%147 : tensor<6x5xf32>) outs(%151 : tensor<5xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<5xf32>
    %153 = shard.all_reduce %152 on @grid grid_axes = [2] : tensor<5xf32> -> tensor<5xf32>
    %154 = tensor.expand_shape %147 [[0, 1], [2]] output_shape [2, 3, 5] : tensor<6x5xf32> into tensor<2x3x5xf32>
    %155 = shard.all_gather %154 on @grid grid_axes = [2] gather_axis = 1 : tensor<2x3x5xf32> -> tensor<2x6x5xf32>
    %156 = tensor.collapse_shape %155 [[0, 1], [2]] : tensor<2x6x5xf32> into tensor<12x5xf32>
    %157 = tensor.empty() : tensor<5x4xf32>
    %158 = arith.constant 0.0 : f32
    %159 = linalg.fill ins(%158 : f32) outs(%157 : tensor<5x4xf32>) -> tensor<5x4xf32>
    %160 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%156, %20 : tensor<12x5xf32>, tensor<12x4xf32>) outs(%159 : tensor<5x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<5x4xf32>
    %161 = tensor.empty() : tensor<12x4xf32>
    %162 = arith.constant 0.0 : f32
    %163 = linalg.fill ins(%162 : f32) outs(%161 : tensor<12x4xf32>) -> tensor<12x4xf32>
    %164 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%156, %p3 : tensor<12x5xf32>, tensor<5x4xf32>) outs(%163 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %165 = tensor.empty() : tensor<12x4xf32>
    %166 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%164, %20 : tensor<12x4xf32>, tensor<12x4xf32>) outs(%165 : tensor<12x4xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %z = arith.constant 0.0 : f32
      %c = arith.cmpf ogt, %b, %z : f32
      %r = arith.select %c, %a, %z : f32
      linalg.yield %r : f32
    } -> tensor<12x4xf32>
    %167 = tensor.empty() : tensor<4xf32>
    %168 = arith.constant 0.0 : f32
    %169 = linalg.fill ins(%168 : f32) outs(%167 : tensor<4xf32>) -> tensor<4xf32>
    %170 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%166 : tensor<12x4xf32>) outs(%169 : tensor<4xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<4xf32>
    %171 = tensor.empty() : tensor<4x5xf32>
    %172 = arith.constant 0.0 : f32
    %173 = linalg.fill ins(%172 : f32) outs(%171 : tensor<4x5xf32>) -> tensor<4x5xf32>
    %174 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%166, %14 : tensor<12x4xf32>, tensor<12x5xf32>) outs(%173 : tensor<4x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<4x5xf32>
    %175 = tensor.empty() : tensor<12x5xf32>
    %176 = arith.constant 0.0 : f32
    %177 = linalg.fill ins(%176 : f32) outs(%175 : tensor<12x5xf32>) -> tensor<12x5xf32>
    %178 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%166, %p1 : tensor<12x4xf32>, tensor<4x5xf32>) outs(%177 : tensor<12x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %p = arith.mulf %a, %b : f32
      %r = arith.addf %p, %out : f32
      linalg.yield %r : f32
    } -> tensor<12x5xf32>
    %179 = tensor.expand_shape %178 [[0, 1], [2]] output_shape [2, 6, 5] : tensor<12x5xf32> into tensor<2x6x5xf32>
    %180 = shard.reduce_scatter %179 on @grid grid_axes = [2] scatter_axis = 1 : tensor<2x6x5xf32> -> tensor<2x3x5xf32>
    %181 = tensor.collapse_shape %180 [[0, 1], [2]] : tensor<2x3x5xf32> into tensor<6x5xf32>
    %182 = tensor.empty() : tensor<6x5xf32>
    %183 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%181, %9 : tensor<6x5xf32>, tensor<6x5xf32>) outs(%182 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %184 = tensor.empty() : tensor<5xf32>
    %185 = arith.constant 0.0 : f32
    %186 = linalg.fill ins(%185 : f32) outs(%184 : tensor<5xf32>) -> tensor<5xf32>
    %187 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>], iterator_types = ["reduction", "parallel"]}
      ins(%183 : tensor<6x5xf32>) outs(%186 : tensor<5xf32>) {
    ^bb0(%a: f32, %out: f32):
      %r = arith.addf %a, %out : f32
      linalg.yield %r : f32
    } -> tensor<5xf32>
    %188 = tensor.empty() : tensor<6x5xf32>
    %189 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%181, %p0 : tensor<6x5xf32>, tensor<5xf32>) outs(%188 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %r = arith.mulf %a, %b : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %190 = tensor.empty() : tensor<6xf32>
    %191 = arith.constant 0.0 : f32
    %192 = linalg.fill ins(%191 : f32) outs(%190 : tensor<6xf32>) -> tensor<6xf32>
    %193 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]}
      ins(%189, %9 : tensor<6x5xf32>, tensor<6x5xf32>) outs(%192 : tensor<6xf32>) {
    ^bb0(%a: f32, %b: f32, %out: f32):
      %s = arith.mulf %a, %b : f32
      %r = arith.addf %s, %out : f32
      linalg.yield %r : f32
    } -> tensor<6xf32>
    %194 = tensor.empty() : tensor<6x5xf32>
    %195 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%189, %9, %193, %7, %147 : tensor<6x5xf32>, tensor<6x5xf32>, tensor<6xf32>, tensor<6xf32>, tensor<6x5xf32>) outs(%194 : tensor<6x5xf32>) {
    ^bb0(%a: f32, %b: f32, %c: f32, %d: f32, %e: f32, %out: f32):
      %n = arith.constant 5.0 : f32
      %m = arith.divf %c, %n : f32
      %t = arith.mulf %b, %m : f32
      %s = arith.subf %a, %t : f32
      %u = arith.mulf %s, %d : f32
      %r = arith.addf %u, %e : f32
      linalg.yield %r : f32
    } -> tensor<6x5xf32>
    %196 = shard.all_reduce %187 on @grid grid_axes = [2] : tensor<5xf32> -> tensor<5xf32>
    return %80, %196, %174, %170, %160, %153, %148, %126, %122, %112, %105, %93, %89
        : tensor<f32>, tensor<5xf32>, tensor<4x5xf32>, tensor<4xf32>, tensor<5x4xf32>, tensor<5xf32>, tensor<5xf32>, tensor<4x5xf32>, tensor<4xf32>, tensor<5x4xf32>, tensor<5xf32>, tensor<2x5xf32>, tensor<2xf32>
}
