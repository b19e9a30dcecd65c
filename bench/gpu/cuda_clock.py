# cuda_clock.py - how long a GPU takes for a peer's work, measured as ours is
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""CUDA events around the work, after a copy that empties caches and lets the host run ahead; the median of 30 after 5."""

from __future__ import annotations

import statistics
import time

import torch

WARM_UPS, SAMPLES, SCRUB_BYTES = 5, 30, 128 << 20


class CudaClock:
    """With the device "cpu" times are the host's: the script runs, its figures mean nothing."""

    def __init__(self, device: str):
        self.device = device
        self.samples, self.warm_ups = (SAMPLES, WARM_UPS) if device == "cuda" else (1, 0)
        if device == "cuda":
            self.source = torch.zeros(SCRUB_BYTES, dtype=torch.uint8, device=device)
            self.target = torch.empty_like(self.source)

    def median_us(self, work) -> float:
        """work(sample) enqueues one sample; samples should use buffers in turn."""
        if self.device != "cuda":
            start = time.perf_counter()
            work(0)
            return (time.perf_counter() - start) * 1e6
        events = []
        for sample in range(self.warm_ups + self.samples):
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            self.target.copy_(self.source)
            begin.record()
            work(sample)
            end.record()
            if sample >= self.warm_ups:
                events.append((begin, end))
        torch.cuda.synchronize()
        return statistics.median(begin.elapsed_time(end) for begin, end in events) * 1e3

    def graph_median_us(self, work) -> float | None:
        """The same, replayed as a graph: without the host's time between kernels. None where it cannot be captured."""
        if self.device != "cuda":
            return None
        graphs = []
        try:
            for sample in range(2):
                graph = torch.cuda.CUDAGraph()
                with torch.cuda.graph(graph):
                    work(sample)
                graphs.append(graph)
        except RuntimeError:
            torch.cuda.synchronize()
            return None
        return self.median_us(lambda sample: graphs[sample % 2].replay())

    def median_ms_of_host(self, work, repetitions: int, before=lambda: None) -> float:
        """Of the wall clock, from the call until the GPU has done what it enqueued."""
        milliseconds = []
        for sample in range(3 + repetitions):
            before()
            self.synchronize()
            start = time.perf_counter()
            work()
            self.synchronize()
            if sample >= 3:
                milliseconds.append((time.perf_counter() - start) * 1e3)
        return statistics.median(milliseconds)

    def synchronize(self) -> None:
        if self.device == "cuda":
            torch.cuda.synchronize()
