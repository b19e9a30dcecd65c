# initial_values.py - what every recipe must give, computed without the compiler
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 initial_values.py batch OUT RANKS   a batch for recipes.mlir
python3 initial_values.py check FILE SEED     the parameters of recipes.mlir as fsdp-run saved them

Values are compared bit by bit with the same arithmetic in Python's floats, normal ones also with those of Python's own
quantile function, to one unit in the last place of f32, and all with what theory says of mean, deviation and ends: means
and deviations to six standard errors.
"""
import json
import math
import statistics
import struct
import sys

# Random123's kat_vectors, philox4x32 10: counter, key, result.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]
# AS 241's rational functions, as (numerator, denominator).
NEAR = ([2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
         1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0],
        [5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
         5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0])
FAR = ([7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
        3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0],
       [1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0])
FARTHER = ([2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3, 2.65321895265761230930e-2,
            2.96560571828504891230e-1, 1.78482653991729133580e+0, 5.46378491116411436990e+0, 6.65790464350110377720e+0],
           [2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
            1.48753612908506148525e-2, 1.36929880922735805310e-1, 5.99832206555887937690e-1, 1.0])
STANDARD = statistics.NormalDist()


def philox(counter, key):
    c, k = list(counter), list(key)
    for number in range(10):
        if number:
            k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
        first, second = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [second >> 32 ^ c[1] ^ k[0], second % 2**32, first >> 32 ^ c[3] ^ k[1], first % 2**32]
    return c


def name_hash(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def draw(name, index, seed):
    """A number in (0, 1)."""
    stream = name_hash(name)
    words = philox((index % 2**32, index >> 32, stream % 2**32, stream >> 32), (seed % 2**32, seed >> 32))
    return ((words[0] << 20 | words[1] >> 12) * 2.0**-52) + 2.0**-53


def evaluate(coefficients, x):
    total = coefficients[0]
    for coefficient in coefficients[1:]:
        total = total * x + coefficient
    return total


def logarithm(x):
    fraction, exponent = math.frexp(x)
    if fraction < math.sqrt(0.5):
        fraction, exponent = fraction * 2, exponent - 1
    ratio = (fraction - 1) / (fraction + 1)
    return exponent * math.log(2) + evaluate([2.0 / power for power in range(21, 0, -2)], ratio * ratio) * ratio


def quantile(p):
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return evaluate(NEAR[0], r) / evaluate(NEAR[1], r) * q
    r = math.sqrt(-logarithm(min(p, 1 - p)))
    above, below = FAR if r <= 5 else FARTHER
    r -= 1.6 if r <= 5 else 5
    value = evaluate(above, r) / evaluate(below, r)
    return -value if q < 0 else value


def to_f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def ulps(a, b):
    def order(x):
        bits = struct.unpack("<i", struct.pack("<f", x))[0]
        return bits if bits >= 0 else -(bits & 0x7FFFFFFF)
    return abs(order(a) - order(b))


class Constant:
    def __init__(self, value):
        self.value = value

    def check(self, name, values, seed):
        assert all(value == to_f32(self.value) for value in values), name


class Uniform:
    def __init__(self, low, high):
        self.low, self.high = low, high

    def check(self, name, values, seed):
        width = self.high - self.low
        for index, value in enumerate(values):
            expected = to_f32(self.low + draw(name, index, seed) * width)
            assert value == expected, (name, index, value, expected)
        check_moments(name, values, (self.low + self.high) / 2, width / math.sqrt(12))
        assert self.low <= min(values) and max(values) <= self.high, name


class Normal:
    def __init__(self, mean, std, low=-math.inf, high=math.inf):
        self.mean, self.std, self.low, self.high = mean, std, low, high
        a, b = (low - mean) / std, (high - mean) / std
        self.below = STANDARD.cdf(a)
        self.between = STANDARD.cdf(b) - self.below
        # Of a truncated normal distribution.
        density = [0 if math.isinf(end) else STANDARD.pdf(end) for end in (a, b)]
        moment = [0 if math.isinf(end) else end * STANDARD.pdf(end) for end in (a, b)]
        shift = (density[0] - density[1]) / self.between
        self.expected_mean = mean + std * shift
        self.expected_std = std * math.sqrt(1 + (moment[0] - moment[1]) / self.between - shift * shift)

    def check(self, name, values, seed):
        differing = 0
        for index, value in enumerate(values):
            p = min(self.below + draw(name, index, seed) * self.between, 1 - 2.0**-53)
            z = quantile(p)
            expected = to_f32(min(max(self.mean + z * self.std, self.low), self.high))
            # The ends' probabilities are sums of their own, not libm's: they may differ in the last bit.
            exact = self.between == 1
            assert ulps(value, expected) <= (0 if exact else 1), (name, index, value, expected)
            own = to_f32(min(max(self.mean + STANDARD.inv_cdf(p) * self.std, self.low), self.high))
            near = abs(value - own) <= 2.0**-23 * max(abs(own), self.std)
            assert near, (name, index, value, own)
            differing += value != own
        assert differing <= 0.001 * len(values), (name, differing)
        check_moments(name, values, self.expected_mean, self.expected_std)
        assert to_f32(self.low) <= min(values) and max(values) <= to_f32(self.high), name


def check_moments(name, values, mean, std):
    count = len(values)
    found = statistics.fmean(values)
    assert abs(found - mean) < 6 * std / math.sqrt(count), (name, "mean", found, mean)
    spread = statistics.pstdev(values, mean)
    # No distribution here has more than the normal one's fourth moment.
    assert abs(spread - std) < 6 * std / math.sqrt(2 * count), (name, "std", spread, std)


def lecun(fan_in):
    std = math.sqrt(1 / fan_in) / 0.87962566103423978
    return Normal(0, std, -2 * std, 2 * std)


def spread(bound):
    return Uniform(-bound, bound)


EXPECTED = {
    "normal": Normal(0.5, 0.25), "cut": Normal(0, 0.02, -2, 2), "narrow": Normal(1, 2, -1, 2), "tail": Normal(0, 1, 3, 4),
    "plain": Normal(0, 0.02), "norm.weight": Constant(1), "norm.bias": Constant(0), "seven": Constant(0.7),
    "columns": Uniform(-2, 3), "last": Normal(0, math.sqrt(2.0) / math.sqrt(4.0 * 7)), "two.a": Uniform(0, 1),
    # kaiming_uniform(a=sqrt(5)), as torch.nn.Linear has it: bound 1 / sqrt(fan in).
    "two.b": spread(math.sqrt(3.0) * (math.sqrt(2 / (1 + 2.2360679774997896964**2)) / math.sqrt(3.0))),
    "whole": spread(math.sqrt(3.0) * (0.5 * math.sqrt(2 / (3.0 + 13)))), "kernel": lecun(3.0 * 3 * 8),
    "glorot": spread(math.sqrt(3 * (1 / ((16.0 + 8) / 2)))),
}


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        header.pop("__metadata__", None)
        body = file.read()
    return {name: struct.unpack(f"<{(end - begin) // 4}f", body[begin:end])
            for name, entry in header.items() for begin, end in [entry["data_offsets"]]}


def write_batch(path, ranks):
    data = struct.pack("<4f", 1, 2, 3, 4)
    header = {f"step0.rank{rank}.x": {"dtype": "F32", "shape": [4], "data_offsets": [rank * 16, rank * 16 + 16]}
              for rank in range(ranks)}
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data * ranks)


def check(path, seed):
    for counter, key, result in KNOWN_ANSWERS:
        words = [[int(word, 16) for word in text.split()] for text in (counter, key, result)]
        assert philox(words[0], words[1]) == words[2], counter
    tensors = read(path)
    assert tensors.keys() == EXPECTED.keys(), tensors.keys() ^ EXPECTED.keys()
    for name, values in tensors.items():
        EXPECTED[name].check(name, values, seed)
    print(f"{len(tensors)} tensors, {sum(map(len, tensors.values()))} values as expected")


if sys.argv[1] == "batch":
    write_batch(sys.argv[2], int(sys.argv[3]))
else:
    check(sys.argv[2], int(sys.argv[3]))
