# StochasticRounding.cmake - an extension's text with stochastic rounding
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# round_stochastically(NAME TEXT OUT): the hooks of @NAME as @NAME_stochastic. What `pre` rounds to nearest, to an
# integer (math.roundeven) or to f8E4M3FN (arith.truncf), is rounded to one of its two neighbours, up with the
# probability that makes the mean exact, to 2^-24 of a step: where 24 bits of a hash of the number that is rounded
# (lowbias32, as in bf16_stochastic.mlir) are less than its distance from the lower one. What can be represented
# stays, infinities and NaN stay, and so does what is clamped.
# A hash of the number needs no seed and no place: every rank, target and layout that has the same number and scale
# rounds it alike. The text is made of ops that `pre` has already: there is one way to round down on every target.

# What the two have in common: %s_noise in [0, 1), of the bits of OPERAND.
set(stochastic_noise "\
    %s_15 = arith.constant 15 : i32
    %s_16 = arith.constant 16 : i32
    %s_8 = arith.constant 8 : i32
    %s_first = arith.constant 2146121005 : i32
    %s_second = arith.constant -2073254261 : i32
    %s_unit = arith.constant 5.9604644775390625e-08 : f32
    %s_one = arith.constant 1.0 : f32
    %s_none = arith.constant 0.0 : f32
    %s_bits = arith.bitcast OPERAND : f32 to i32
    %s_h0 = arith.shrui %s_bits, %s_16 : i32
    %s_h1 = arith.xori %s_bits, %s_h0 : i32
    %s_h2 = arith.muli %s_h1, %s_first : i32
    %s_h3 = arith.shrui %s_h2, %s_15 : i32
    %s_h4 = arith.xori %s_h2, %s_h3 : i32
    %s_h5 = arith.muli %s_h4, %s_second : i32
    %s_h6 = arith.shrui %s_h5, %s_16 : i32
    %s_h7 = arith.xori %s_h5, %s_h6 : i32
    %s_h8 = arith.shrui %s_h7, %s_8 : i32
    %s_h9 = arith.sitofp %s_h8 : i32 to f32
    %s_noise = arith.mulf %s_h9, %s_unit : f32
")
# %s_rounded: %s_x, in steps, up or down.
set(stochastic_choice "\
    %s_near = math.roundeven %s_x : f32
    %s_over = arith.cmpf ogt, %s_near, %s_x : f32
    %s_less = arith.subf %s_near, %s_one : f32
    %s_floor = arith.select %s_over, %s_less, %s_near : f32
    %s_part = arith.subf %s_x, %s_floor : f32
    %s_up = arith.cmpf olt, %s_noise, %s_part : f32
    %s_more = arith.select %s_up, %s_one, %s_none : f32
    %s_rounded = arith.addf %s_floor, %s_more : f32
")
# The largest quotient may come out just above 127.
set(stochastic_integer "\
    %s_x = arith.addf OPERAND, %s_none : f32
${stochastic_choice}\
    %s_most = arith.constant 127.0 : f32
    RESULT = arith.minimumf %s_rounded, %s_most : f32")
# A step is 2^-3 of the number's power of two, which is 2^-6 at least.
set(stochastic_float8 "\
    %s_23 = arith.constant 23 : i32
    %s_3 = arith.constant 3 : i32
    %s_257 = arith.constant 257 : i32
    %s_121 = arith.constant 121 : i32
    %s_mask = arith.constant 2147483647 : i32
    %s_size = arith.andi %s_bits, %s_mask : i32
    %s_e0 = arith.shrui %s_size, %s_23 : i32
    %s_e1 = arith.maxsi %s_e0, %s_121 : i32
    %s_e2 = arith.subi %s_e1, %s_3 : i32
    %s_e3 = arith.shli %s_e2, %s_23 : i32
    %s_step = arith.bitcast %s_e3 : i32 to f32
    %s_e4 = arith.subi %s_257, %s_e1 : i32
    %s_e5 = arith.shli %s_e4, %s_23 : i32
    %s_steps = arith.bitcast %s_e5 : i32 to f32
    %s_x = arith.mulf OPERAND, %s_steps : f32
${stochastic_choice}\
    %s_value = arith.mulf %s_rounded, %s_step : f32
    RESULT = arith.truncf %s_value : f32 to f8E4M3FN")

function(round_stochastically name text out)
  string(REPLACE "@${name} " "@${name}_stochastic " rounded "${text}")
  set(from "(%[0-9]+) = math\\.roundeven (%[0-9]+) : f32")
  set(to "${stochastic_integer}")
  if(NOT rounded MATCHES "${from}")
    set(from "(%[0-9]+) = arith\\.truncf (%[0-9]+) : f32 to f8E4M3FN")
    set(to "${stochastic_float8}")
  endif()
  string(REGEX MATCHALL "${from}" places "${rounded}")
  list(LENGTH places count)
  if(NOT count EQUAL 1 OR rounded STREQUAL text)
    message(FATAL_ERROR "@${name}: ${count} roundings, expected one math.roundeven or arith.truncf to f8E4M3FN in its "
                        "pre hook, and the extension's name")
  endif()
  string(REGEX MATCH "${from}" place "${rounded}")
  set(result "${CMAKE_MATCH_1}")
  set(operand "${CMAKE_MATCH_2}")
  string(REPLACE "OPERAND" "${operand}" body "${stochastic_noise}${to}")
  string(REPLACE "RESULT" "${result}" body "${body}")
  string(STRIP "${body}" body)
  string(REPLACE "${place}" "${body}" rounded "${rounded}")
  set(${out} "${rounded}" PARENT_SCOPE)
endfunction()
