#!/usr/bin/env python3
"""Fits the classifier of candidates on what collect.ts has written, and exports their trees.

    OMP_WAIT_POLICY=PASSIVE python3 train/fit.py ROWS... --out src/screen/forest.json

Needs python3-xgboost and python3-sklearn (Debian). What is printed, and what a confidence means, is measured on the kits
marked `test`, with trees that have not learnt from them; the trees that are written have learnt from all kits.
"""
import argparse
import json
import numpy as np
from sklearn.isotonic import IsotonicRegression
import xgboost as xgb
from trees import trees_of

parser = argparse.ArgumentParser()
parser.add_argument('rows', nargs='+')
parser.add_argument('--out', required=True)
parser.add_argument('--rounds', type=int, default=80)
parser.add_argument('--leaves', type=int, default=24)
options = parser.parse_args()

parts, labels, groups, places, pages = [], [], [], [], []
for folder in options.rows:
    meta = json.load(open(f'{folder}/meta.json'))
    labels.append(np.fromfile(f'{folder}/labels.u8', np.uint8))
    parts.append(np.fromfile(f'{folder}/rows.f32', np.float32).reshape(len(labels[-1]), -1))
    groups.append(np.fromfile(f'{folder}/pages.i32', np.int32) + len(pages))
    places.append(np.fromfile(f'{folder}/places.f32', np.float32).reshape(-1, 6))
    pages += meta['pages']
X, label, group, place = (np.concatenate(a) for a in (parts, labels, groups, places))
names, classes = meta['names'], meta['classes']
kits = np.array([page['kit'] for page in pages])
is_test = np.array([page['test'] for page in pages])[group]
# A kit with many pages, and a page with many candidates, count less each.
per_page = np.bincount(group)
kit_pages = {kit: np.sum(kits == kit) for kit in set(kits)}
weight = np.array([kit_pages[kits[g]] ** -0.5 * per_page[g] ** -0.35 for g in range(len(pages))])[group]
weight /= weight.mean()

SETTINGS = dict(tree_method='hist', grow_policy='lossguide', max_depth=0, max_leaves=options.leaves, eta=0.2,
                subsample=0.7, colsample_bytree=0.4, min_child_weight=4, reg_lambda=2.0, max_bin=64, nthread=2, seed=1)


def fit(rows, settings, target, rounds):
    data = xgb.DMatrix(X[rows], target[rows], weight=weight[rows])
    return xgb.train({**SETTINGS, **settings}, data, rounds)


def classifier(rows):
    return fit(rows, dict(objective='multi:softprob', num_class=len(classes)), target, options.rounds)


kind = X[:, names.index('kind')].astype(int)
WORDS = [0, 1, 2, 6, 7]


def boxes_iou(a, b):
    x0, y0 = np.maximum(a[0], b[:, 0]), np.maximum(a[1], b[:, 1])
    x1, y1 = np.minimum(a[0] + a[2], b[:, 0] + b[:, 2]), np.minimum(a[1] + a[3], b[:, 1] + b[:, 3])
    inter = np.maximum(0, x1 - x0) * np.maximum(0, y1 - y0)
    return inter / (a[2] * a[3] + b[:, 2] * b[:, 3] - inter)


SCORED = {'textbox': 'input', 'combobox': 'input', 'radio': 'checkbox', 'switch': 'checkbox'}
scored = [SCORED.get(c, c) for c in classes]
ids = {c: i for i, c in enumerate(classes)}


# A class of which there are few is said where it is likely enough: the best F1 is had below even odds.
LEAN = np.array([{'link': 1.5, 'tab': 2, 'menuitem': 2, 'checkbox': 1.2}.get(c, 1) for c in scored])
# From here on a candidate is an element.
ELEMENT = 0.3
# Of words alone, and words with an icon, both may be meant; ink and boxes that are alike are one.
ALIKE = 0.8, 0.55


def measure(prob, which, threshold, lean=LEAN, alike=ALIKE, said_so=None):
    """About what score.mjs would say of the pages in `which`."""
    total = dict(tp=0, fp=0, fn=0, it=0, inter=0)
    by = {}
    interactive = {'link', 'button', 'input', 'checkbox', 'slider', 'tab', 'menuitem'}
    for g in which:
        rows = np.flatnonzero(group == g)
        p = prob[rows]
        score = 1 - p[:, 0] - p[:, ids['container']]
        chosen, matched = [], {}
        for i in np.argsort(-score):
            if score[i] < threshold:
                break
            limit = np.where((kind[rows[i]] not in WORDS) & ~np.isin(kind[rows[chosen]], WORDS), alike[1], alike[0])
            if chosen and (boxes_iou(place[rows[i], :4], place[rows[chosen], :4]) > limit).any():
                continue
            chosen.append(i)
        counts = pages[g]['truths']
        for i in sorted(chosen, key=lambda i: -place[rows[i], 4]):
            groups_p = {}
            for c in range(1, len(classes) - 1):
                groups_p[scored[c]] = groups_p.get(scored[c], 0) + p[i, c] * lean[c]
            said = max(groups_p, key=groups_p.get)
            sure = sum(p[i, c] for c in range(len(classes)) if scored[c] == said)
            truth = int(place[rows[i], 5])
            is_new = truth >= 0 and truth not in matched
            true = scored[label[rows[i]]] if label[rows[i]] != 255 else None
            if true == 'container':
                continue
            s = by.setdefault(said, [0, 0, 0])
            if said_so is not None:
                said_so.append((g, sure, is_new and scored[int(place_label[rows[i]])] == said))
            if not is_new:
                total['fp'] += 1
                s[1] += 1
                continue
            matched[truth] = said
            total['tp'] += 1
            true = scored[int(place_label[rows[i]])]
            if true in interactive and said in interactive:
                total['inter'] += 1
            if true == said:
                s[0] += 1
            else:
                s[1] += 1
                by.setdefault(true, [0, 0, 0])[2] += 1
        total['fn'] += sum(counts) - len(matched)
        total['it'] += sum(n for c, n in zip(scored, counts) if c in interactive)
    f1 = lambda t: 2 * t[0] / max(1, 2 * t[0] + t[1] + t[2])
    line = dict(f1=f1((total['tp'], total['fp'], total['fn'])), precision=total['tp'] / max(1, total['tp'] + total['fp']), interactive=total['inter'] / max(1, total['it']))
    return line, {c: round(f1(v), 3) for c, v in sorted(by.items())}


# The class of the thing a candidate lies on, also where it is not learnt from.
truth_class = {}
for i in range(len(label)):
    if place[i, 5] >= 0 and label[i] != 255:
        truth_class[(group[i], int(place[i, 5]))] = label[i]
place_label = np.array([truth_class.get((group[i], int(place[i, 5])), 0) for i in range(len(label))])

# Of several candidates on one thing the best is learnt as it. Ink and boxes that are nearly as good are left out; words with
# or without what stands beside them are not the same thing.
first = {}
for i in np.lexsort((-place[:, 4], place[:, 5], group)):
    if place[i, 5] >= 0:
        first.setdefault((group[i], int(place[i, 5])), i)
target = label.copy()
for i in np.flatnonzero(place[:, 5] >= 0):
    best = first[(group[i], int(place[i, 5]))]
    if best == i or label[i] == ids['container']:
        continue
    alike = place[i, 4] >= 0.55 and kind[i] not in WORDS and kind[best] not in WORDS
    target[i] = 255 if alike else 0
usable = target != 255
tests = [g for g in range(len(pages)) if pages[g]['test']]
print(f'{len(pages)} pages of {len(set(kits))} kits, {len(tests)} of {len(set(kits[tests]))} kits not learnt from; {len(label)} candidates', flush=True)
unseen = classifier(np.flatnonzero(usable & ~is_test)).predict(xgb.DMatrix(X))
for threshold in (0.2, ELEMENT, 0.4):
    print(threshold, *measure(unseen, tests, threshold), flush=True)
said_so = []
measure(unseen, tests, ELEMENT, said_so=said_so)
said_so = np.array(said_so, float)


def calibrated(rows):
    return IsotonicRegression(out_of_bounds='clip').fit(said_so[rows, 1], said_so[rows, 2])


half = said_so[:, 0] % 2 == 0
means = calibrated(half).predict(said_so[~half, 1])
print('confidence, how many, how many of them right (fitted on one half of those pages, counted on the other)')
for low in (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
    high = {0: 0.3, 0.3: 0.5, 0.5: 0.7, 0.7: 0.8, 0.8: 0.9, 0.9: 0.95, 0.95: 1.01}[low]
    rows = (means >= low) & (means < high)
    if rows.any():
        print(f'  {means[rows].mean():.2f} {rows.sum():6d} {said_so[~half, 2][rows].mean():.2f}')
knots = np.linspace(0, 1, 21)
curve = calibrated(np.arange(len(said_so))).predict(knots)
model = classifier(np.flatnonzero(usable))

forests = dict(classes=classes, element=ELEMENT, lean=LEAN.tolist(), confidence=[round(float(v), 3) for v in curve], roles=trees_of(model, len(classes)))
gains = model.get_score(importance_type='total_gain')
top = sorted(gains, key=gains.get, reverse=True)[:40]
print('most telling:', ' '.join(names[int(k[1:])] for k in top))
json.dump(forests, open(options.out, 'w'), separators=(',', ':'))
