"""Teaches the net, one band of a page at a time."""
import numpy as np
import torch
from torch import nn
import torch.nn.functional as F
from net import RoleNet
from rows import MOST

RATE, DECAY = 1.5e-3, 0.03
TOGETHER = 4
"""Bands a step."""
TURNED = 0.3
"""So many are learnt from as their own negative in lightness: dark themes are rare."""


def inputs(rows, members):
    """Numbers and views of candidates of one page."""
    return [torch.from_numpy(np.array(part)) for part in (rows.numbers[members], rows.views(members))]


def parts(order):
    """A page as a whole, or cut across."""
    return np.array_split(order, -(-len(order) // MOST)) if len(order) else []


def varied(rows, numbers, views, chance):
    """The same page in other colours, its pixels a little off."""
    views = views.float()
    if chance.random() < TURNED:
        lumas = [i for i, name in enumerate(rows.names) if name.endswith('Luma')]
        numbers = numbers.clone()
        numbers[:, lumas] = 255 - numbers[:, lumas]
        views = 255 - views
    if chance.random() < 0.2:
        views = views[..., list(chance.permutation(3))]
    views = torch.roll(views, tuple(int(by) for by in chance.integers(-1, 2, 2)), (2, 3))
    return numbers, views * float(chance.uniform(0.8, 1.2))


def teach(rows, pages, epochs, seed=1):
    """A net that has learnt from those pages: the mean of the last ones on the way."""
    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    # To learn from, it is enough to see each candidate once.
    bands = [band for page in pages for band in parts(rows.from_top(page)) if len(band) > 8]
    sample = np.concatenate([rows.numbers[rows.of_page[page]] for page in pages])
    net = RoleNet(rows.names, rows.classes, sample)
    steps = epochs * len(bands) // TOGETHER + 1
    optimizer = torch.optim.AdamW(net.parameters(), RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    mean = [parameter.detach().clone() for parameter in net.parameters()]
    taught = 0
    for epoch in range(epochs):
        total = 0.0
        for which in chance.permutation(len(bands)):
            members = bands[which]
            numbers, views = inputs(rows, members)
            numbers, views = varied(rows, numbers, views, chance)
            role, fit, glance = net.told(numbers, views)
            target, weight = torch.from_numpy(rows.target[members].astype(np.int64)), torch.from_numpy(rows.weight[members])
            usable = target != 255
            missed = lambda logits, **smoothed: (F.cross_entropy(logits[usable], target[usable], reduction='none', **smoothed) * weight[usable]).sum()
            off = (((fit - torch.from_numpy(rows.place[members, 4])) ** 2) * weight).sum()
            loss = (missed(role, label_smoothing=0.02) + 0.3 * off + 0.3 * missed(glance)) / 120
            loss.backward()
            total += float(loss)
            taught += 1
            if taught % TOGETHER:
                continue
            nn.utils.clip_grad_norm_(net.parameters(), 2)
            optimizer.step()
            optimizer.zero_grad()
            schedule.step()
            step = taught // TOGETHER
            keep = min(0.995, step / (step + 50))
            with torch.no_grad():
                for old, new in zip(mean, net.parameters()):
                    old.mul_(keep).add_(new, alpha=1 - keep)
        print(f'  epoch {epoch + 1} of {epochs}: loss {total / len(bands):.3f}', flush=True)
    with torch.no_grad():
        for old, new in zip(mean, net.parameters()):
            new.copy_(old)
    return net


def predict(net, rows, pages):
    """Probabilities of the candidates of those pages; of all others 0."""
    net.eval()
    prob = np.zeros((len(rows.label), len(rows.classes)), np.float32)
    with torch.no_grad():
        for page in pages:
            for members, told in rows.bands(page):
                if len(members):
                    prob[members[told]] = net(*inputs(rows, members)).numpy()[told]
    return prob
