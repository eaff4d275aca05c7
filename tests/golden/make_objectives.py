#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Amend authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Losses of core/learn and their gradients, computed with PyTorch's own functions, as tests/data/objectives.json.

The formulas are written down here a second time, from the papers that core/learn/objective.h names, so that a wrong sign
or a wrong mean shows. Needs torch; run from the repository root. Last run with torch 2.11."""
import json
import pathlib

import torch
import torch.nn.functional as F

VOCABULARY = 9
generator = torch.Generator().manual_seed(7)


def random_logits(tokens):
    return (torch.randn(tokens, VOCABULARY, generator=generator) * 2).double().float()


def random_tokens(count):
    return torch.randint(0, VOCABULARY, (count,), generator=generator)


def case(name, logits, total, extra):
    gradients = torch.autograd.grad(total, logits)
    return {"name": name, "logits": [x.tolist() for x in logits], "total": total.item(),
            "gradients": [g.tolist() for g in gradients], **extra}


def wanted_reply():
    """NLL over two texts, and DPOP's margin between the first and the refused one, from their second token on."""
    logits = [random_logits(n).requires_grad_() for n in (3, 4, 3)]
    targets = [random_tokens(n) for n in (3, 4, 3)]
    positions = [1, 2]
    parent_wanted = torch.tensor([-2.0, -3.5])
    parent_refused = torch.tensor([-1.0, -0.5])
    weight, lam, cap = 0.3, 5.0, 3.0
    nll = sum(F.cross_entropy(l, t) for l, t in zip(logits[:2], targets[:2])) / 2
    wanted = -F.cross_entropy(logits[0], targets[0], reduction="none")[positions]
    refused = -F.cross_entropy(logits[2], targets[2], reduction="none")[positions]
    gain_wanted = (wanted - parent_wanted).mean()
    gain_refused = (refused - parent_refused).mean()
    gap = torch.minimum(gain_wanted - gain_refused, torch.tensor(cap)) - lam * F.relu(-gain_wanted)
    total = nll - weight * F.logsigmoid(gap)
    return case("wanted_reply", logits, total, {
        "targets": [t.tolist() for t in targets], "positions": positions, "parentWanted": parent_wanted.tolist(),
        "parentRefused": parent_refused.tolist(), "lessonNats": nll.item(),
        "marginNats": (wanted.mean() - refused.mean()).item()})


def soft_unlikelihood():
    """KL to the parent's distribution with the refused token's logit lowered."""
    parent = random_logits(4)
    targets = parent.argmax(1)
    positions = [0, 2]
    lowered = parent[positions].clone()
    for row, token in enumerate(targets[positions]):
        p = torch.softmax(lowered[row], 0)[token]
        lowered[row, token] -= max(8.0, (torch.log(p / (1 - p)) + 4).item())
    soft = F.log_softmax(lowered, 1)
    logits = [random_logits(4).requires_grad_()]
    total = F.kl_div(F.log_softmax(logits[0][positions], 1), soft, log_target=True, reduction="batchmean")
    return case("soft_unlikelihood", logits, total, {
        "parent": parent.tolist(), "targets": targets.tolist(), "positions": positions, "softTargets": soft.tolist()})


def anchor_divergence():
    """KL(reference || model) with the reference's four likeliest tokens and the rest as one event."""
    reference = random_logits(3)
    logits = [random_logits(3).requires_grad_()]
    top, ids = F.log_softmax(reference, 1).topk(4, 1)

    def with_rest(top_log_probs):
        return torch.cat([top_log_probs, torch.log1p(-top_log_probs.exp().sum(1, keepdim=True))], 1)

    p = with_rest(top)
    q = with_rest(F.log_softmax(logits[0], 1).gather(1, ids))
    total = (p.exp() * (p - q)).sum(1).mean()
    return case("anchor_divergence", logits, total, {"topIds": ids.tolist(), "topLogProbs": top.tolist(),
                                                     "restLogProb": p[:, -1].tolist()})


def retention():
    """Anchors of weights 1 and 2 and one near question against their references, and two replayed replies."""
    weights, kl_weight, near_weight, replay_weight = [1.0, 2.0], 15.0, 0.7, 0.4
    lengths = (3, 2, 4, 2, 3)  # anchors, near question, replays
    references = [random_logits(n) for n in lengths[:3]]
    logits = [random_logits(n).requires_grad_() for n in lengths]
    targets = [random_tokens(n) for n in lengths[3:]]

    def divergence(reference, logits):  # all candidates but one, which is the rest: the whole divergence
        return F.kl_div(F.log_softmax(logits, 1), F.log_softmax(reference, 1), log_target=True, reduction="batchmean")

    anchors = sum(w * divergence(r, l) for w, r, l in zip(weights, references, logits)) / sum(weights)
    near = divergence(references[2], logits[2])
    replay = sum(F.cross_entropy(l, t) for l, t in zip(logits[3:], targets)) / 2
    total = kl_weight * anchors + near_weight * near + replay_weight * replay
    return case("retention", logits, total, {
        "weights": weights, "klWeight": kl_weight, "nearWeight": near_weight, "replayWeight": replay_weight,
        "references": [r.tolist() for r in references], "targets": [t.tolist() for t in targets],
        "anchorsNats": anchors.item(), "nearNats": near.item(), "replayNats": replay.item()})


def adamw():
    """Three steps on the same parameters with three gradients."""
    start = torch.randn(5, generator=generator)
    gradients = [torch.randn(5, generator=generator) for _ in range(3)]
    parameter = start.clone().requires_grad_()
    optimiser = torch.optim.AdamW([parameter], lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)
    for gradient in gradients:
        parameter.grad = gradient.clone()
        optimiser.step()
    return {"name": "adamw", "start": start.tolist(), "gradients": [g.tolist() for g in gradients],
            "end": parameter.tolist()}


cases = [wanted_reply(), soft_unlikelihood(), anchor_divergence(), adamw(), retention()]
out = pathlib.Path("tests/data/objectives.json")
out.write_text(json.dumps({c.pop("name"): c for c in cases}, indent=1) + "\n")
print(f"{out}: {len(cases)} cases")
