"""Writes optimizer_expected.json: what torch 2.13's optimizers do to four numbers.

Run as `python optimizer_expected.py > optimizer_expected.json` where torch is
installed; the test itself does not need it.
"""
import json
import math

import torch

STEPS = 6
CASES = {
    "sgd(lr=0.1)": (torch.optim.SGD, dict(lr=0.1), None),
    "sgd(lr=0.1,momentum=0.9,dampening=0.3,weight_decay=0.01)": (
        torch.optim.SGD, dict(lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.01), None),
    "sgd(lr=0.1,momentum=0.9,nesterov=true)": (
        torch.optim.SGD, dict(lr=0.1, momentum=0.9, nesterov=True), None),
    "adam(lr=1e-2,weight_decay=0.1)": (
        torch.optim.Adam, dict(lr=1e-2, weight_decay=0.1), None),
    "adamw": (torch.optim.AdamW, {}, None),
    "adamw(lr=1e-2,betas=0.9:0.95,weight_decay=0.1,eps=1e-5)": (
        torch.optim.AdamW, dict(lr=1e-2, betas=(0.9, 0.95), weight_decay=0.1, eps=1e-5), None),
    "adamw(lr=3e-2,betas=0.3:0.6)": (
        torch.optim.AdamW, dict(lr=3e-2, betas=(0.3, 0.6)), None),
    "adam(lr=1e-2) clip 0.5": (torch.optim.Adam, dict(lr=1e-2), (0.5, 2.0)),
    "sgd(lr=0.1) clip 0.5:inf": (torch.optim.SGD, dict(lr=0.1), (0.5, math.inf)),
    "sgd(lr=0.1) clip 100.0:1": (torch.optim.SGD, dict(lr=0.1), (100.0, 1.0)),
}


def run(optimizer, settings, clip):
    torch.manual_seed(0)
    param = torch.nn.Parameter(torch.randn(4))
    optimizer = optimizer([param], **settings)
    result = {"start": param.tolist(), "steps": []}
    for step in range(STEPS):
        param.grad = torch.randn(4) * 10.0 ** (step % 3 - 1)
        record = {"grad": param.grad.tolist()}
        if clip:
            record["norm"] = torch.nn.utils.clip_grad_norm_([param], *clip).item()
        optimizer.step()
        record["param"] = param.tolist()
        result["steps"].append(record)
    return result


print(json.dumps({"torch": torch.__version__,
                  "cases": {name: run(*case) for name, case in CASES.items()}}, indent=1))
