#!/usr/bin/env python3
"""Fits the classifier of candidates on what collect.ts has written, and exports its trees.

    OMP_WAIT_POLICY=PASSIVE python3 train/fit.py ROWS... --out src/screen/forest.json

Needs python3-xgboost and python3-sklearn (Debian). Roles are told twice: a first verdict on each candidate by itself, then one
that also sees the first verdicts on its neighbours (train/context.ts). The first verdicts that the second pass learns from are
of trees that have not seen the kit. What is printed, and what a confidence means, is measured on the kits marked `test`, with
trees that have not learnt from them; the trees that are written have learnt from all kits.
"""
import argparse
import json
import subprocess
import numpy as np
from sklearn.isotonic import IsotonicRegression
import xgboost as xgb
from trees import trees_of

parser = argparse.ArgumentParser()
parser.add_argument('rows', nargs='+')
parser.add_argument('--out', required=True)
parser.add_argument('--first', type=int, default=60, help='rounds of the first pass')
parser.add_argument('--second', type=int, default=80, help='rounds of the second')
parser.add_argument('--folds', type=int, default=4)
options = parser.parse_args()

metas = [json.load(open(f'{folder}/meta.json')) for folder in options.rows]
names, classes = metas[0]['names'], metas[0]['classes']
pages = [page for meta in metas for page in meta['pages']]


def read(file, kind, width=0):
    parts = [np.fromfile(f'{folder}/{file}', kind) for folder in options.rows]
    return [part.reshape(-1, width) if width else part for part in parts]


X, place = (np.concatenate(read(*a)) for a in (('rows.f32', np.float32, len(names)), ('places.f32', np.float32, 6)))
label = np.concatenate(read('labels.u8', np.uint8))
starts = np.cumsum([0] + [len(meta['pages']) for meta in metas])
group = np.concatenate([part + start for part, start in zip(read('pages.i32', np.int32), starts)])
kits = np.array([page['kit'] for page in pages])
test_kits = {page['kit'] for page in pages if page['test']}
# A kit is learnt from or measured with as a whole; the test kits are the first fold.
fold_of, sizes = {kit: 0 for kit in test_kits}, [0] * options.folds
for kit in sorted(set(kits) - test_kits, key=lambda kit: (-np.sum(kits == kit), kit)):
    fold_of[kit] = 1 + int(np.argmin(sizes[1:]))
    sizes[fold_of[kit]] += np.sum(kits == kit)
fold = np.array([fold_of[kit] for kit in kits])[group]
is_test = fold == 0
# A kit with many pages, and a page with many candidates, count less each.
per_page = np.bincount(group)
kit_pages = {kit: np.sum(kits == kit) for kit in set(kits)}
weight = np.array([kit_pages[kits[g]] ** -0.5 * per_page[g] ** -0.35 for g in range(len(pages))])[group]
weight /= weight.mean()

SETTINGS = dict(tree_method='hist', grow_policy='lossguide', max_depth=0, subsample=0.7, colsample_bytree=0.4,
                min_child_weight=4, reg_lambda=2.0, max_bin=64, nthread=2, seed=1)
FIRST = dict(eta=0.2, max_leaves=24)
SECOND = dict(eta=0.15, max_leaves=20)
ROLES = dict(objective='multi:softprob', num_class=len(classes))


def fit(X, rows, target, rounds, **settings):
    return xgb.train({**SETTINGS, **settings}, xgb.DMatrix(X[rows], target[rows], weight=weight[rows]), rounds)


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
families = [c for c in dict.fromkeys(scored) if c not in ('none', 'container')]
members = np.array([[scored[i] == f for i in range(len(classes))] for f in families], float)
INTERACTIVE = np.isin(families, ['link', 'button', 'input', 'checkbox', 'slider', 'tab', 'menuitem'])

# Of pages every fourth is learnt from as its own negative in lightness: dark themes are rare.
lumas = [i for i, name in enumerate(names) if name.endswith('Luma')]
turned = np.flatnonzero((group % 4 == 1) & ~is_test)
X[np.ix_(turned, lumas)] = 255 - X[np.ix_(turned, lumas)]

# The class of the thing a candidate lies on, also where it is not learnt from.
truth_class = {}
for i in range(len(label)):
    if place[i, 5] >= 0 and label[i] != 255:
        truth_class[(group[i], int(place[i, 5]))] = label[i]
place_label = np.array([truth_class.get((group[i], int(place[i, 5])), 0) for i in range(len(label))])
counts = np.array([[sum(n for c, n in zip(scored, page['truths']) if c == f) for f in families] for page in pages])

# Of several candidates on one thing the best is learnt as it. Ink and boxes that are nearly as good are left out; words with
# or without what stands beside them are not the same thing.
best = {}
for i in np.lexsort((-place[:, 4], place[:, 5], group)):
    if place[i, 5] >= 0:
        best.setdefault((group[i], int(place[i, 5])), i)
target = label.copy()
for i in np.flatnonzero(place[:, 5] >= 0):
    first = best[(group[i], int(place[i, 5]))]
    if first == i or label[i] == ids['container']:
        continue
    alike = place[i, 4] >= 0.55 and kind[i] not in WORDS and kind[first] not in WORDS
    target[i] = 255 if alike else 0
usable = target != 255

# How the likeliest of those that show the same are chosen, and what they are called: as in src/screen/assemble.ts and roles.ts.
# That something is a mere container counts half against its being an element.
CONTAINER = 0.5
# From here on a candidate is an element.
ELEMENT = 0.35
# Of words alone, and words with an icon, both may be meant; ink and boxes that are alike are one.
ALIKE = 0.8, 0.55


def chosen(prob, which, lean, threshold=ELEMENT, container=CONTAINER, alike=ALIKE):
    """Candidates of the pages in `which` that are said to be elements."""
    all_chosen = []
    element = prob @ (members * lean[:, None]).sum(axis=0)
    score = element / (element + prob[:, 0] + container * prob[:, ids['container']])
    for g in which:
        rows = np.flatnonzero((group == g) & (score >= threshold))
        rows = rows[np.argsort(-score[rows], kind='stable')]
        kept = []
        for i in rows:
            limit = np.where((kind[i] not in WORDS) & ~np.isin(kind[kept], WORDS), alike[1], alike[0])
            if not kept or not (boxes_iou(place[i, :4], place[kept, :4]) > limit).any():
                kept.append(i)
        all_chosen += kept
    return np.array(all_chosen)


def measure(prob, which, rows, lean):
    """About what score.mjs would say of those rows as elements; `right`: for each whether it and its role are."""
    said = np.argmax(prob[rows] @ (members * lean[:, None]).T, axis=1)
    order = np.lexsort((-place[rows, 4], place[rows, 5], group[rows]))
    new = np.zeros(len(rows), bool)
    keys = group[rows][order] * 1e6 + place[rows, 5][order]
    new[order] = (place[rows, 5][order] >= 0) & np.concatenate([[True], keys[1:] != keys[:-1]])
    counted = label[rows] != ids['container']
    new &= counted
    true = np.array([families.index(scored[c]) if scored[c] in families else -1 for c in place_label[rows]])
    right = new & (true == said)
    total = counts[which].sum(axis=0)
    tp, fp, fn = np.sum(new), np.sum(counted & ~new), total.sum() - np.sum(new)
    f1 = {}
    for i, family in enumerate(families):
        r = np.sum(right & (said == i))
        f1[family] = 2 * r / max(1, 2 * r + np.sum(counted & ~right & (said == i)) + total[i] - r)
    inter = np.sum(new & INTERACTIVE[true] & INTERACTIVE[said]) / total[INTERACTIVE].sum()
    return dict(f1=2 * tp / (2 * tp + fp + fn), precision=tp / (tp + fp), recall=tp / (tp + fn), interactive=inter, classes=f1), right[counted], rows[counted]


def worth(found):
    """What is to be as high as possible: all that is scored, in one number; a class is not to be said of everything."""
    classes = [found['classes'][c] for c in families if c not in ('slider', 'text')]
    return found['f1'] + found['interactive'] + 2 * np.mean(classes)


LEANS = 0.8, 1, 1.3, 1.7, 2.2


def leaning(prob, which):
    """How much more readily than by even odds each class is best said."""
    lean = np.ones(len(families))
    for i in range(len(families)):
        if families[i] in ('slider', 'text'):
            continue
        options = [np.concatenate([lean[:i], [v], lean[i + 1:]]) for v in LEANS]
        lean = max(options, key=lambda l: worth(measure(prob, which, chosen(prob, which, l), l)[0]))
    return lean


def told(found):
    by = ' '.join(f'{c} {v:.3f}' for c, v in found['classes'].items())
    return ' '.join(f'{k} {v:.3f}' for k, v in found.items() if k != 'classes') + ' | ' + by


def seen(X, rounds, folds, settings):
    """Verdicts on the pages of those folds, of trees that have not learnt from them."""
    prob = np.zeros((len(X), len(classes)), np.float32)
    for f in folds:
        prob[fold == f] = fit(X, np.flatnonzero(usable & (fold != f)), target, rounds, **ROLES, **settings).predict(xgb.DMatrix(X[fold == f]))
    return prob


def with_context(X, prob):
    """The numbers of each candidate, and those that context.ts takes from the verdicts on its neighbours."""
    extra = []
    for meta, folder, start in zip(metas, options.rows, starts):
        of = (group >= start) & (group < start + len(meta['pages']))
        prob[of].tofile(f'{folder}/first.f32')
        subprocess.run(['node', 'train/bundle.mjs', 'context.ts', folder], check=True)
        extra.append(np.fromfile(f'{folder}/context.f32', np.float32).reshape(np.sum(of), -1))
    return np.hstack([X, np.concatenate(extra)])


tests = np.flatnonzero([page['test'] for page in pages])
print(f'{len(pages)} pages of {len(set(kits))} kits, {len(tests)} of {len(test_kits)} kits not learnt from; {len(label)} candidates', flush=True)
first = seen(X, options.first, range(options.folds), FIRST)
even = np.ones(len(families))
print('first ', told(measure(first, tests, chosen(first, tests, even), even)[0]), flush=True)
X2 = with_context(X, first)
second = seen(X2, options.second, [0], SECOND)
lean = leaning(second, tests)
for threshold in (0.2, 0.25, 0.3, ELEMENT, 0.4, 0.45):
    print(threshold, told(measure(second, tests, chosen(second, tests, lean, threshold), lean)[0]), flush=True)
found, right, rows = measure(second, tests, chosen(second, tests, lean), lean)
print('leaning', dict(zip(families, lean)), told(found), flush=True)

sure = (second[rows] @ members.T)[np.arange(len(rows)), np.argmax(second[rows] @ (members * lean[:, None]).T, axis=1)]


def calibrated(rows):
    return IsotonicRegression(out_of_bounds='clip').fit(sure[rows], right[rows])


half = group[rows] % 2 == 0
means = calibrated(half).predict(sure[~half])
print('confidence, how many, how many of them right (fitted on one half of those pages, counted on the other)')
edges = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
for low, high in zip(edges, edges[1:]):
    of = (means >= low) & (means < high)
    if of.any():
        print(f'  {means[of].mean():.2f} {of.sum():6d} {right[~half][of].mean():.2f}')
curve = calibrated(np.full(len(rows), True)).predict(np.linspace(0, 1, 21))

everything = np.flatnonzero(usable)
learnt = fit(X, everything, target, options.first, **ROLES, **FIRST), fit(X2, everything, target, options.second, **ROLES, **SECOND)
forests = dict(classes=classes, element=ELEMENT, container=CONTAINER, lean=[round(float(v), 3) for v in lean @ members],
               confidence=[round(float(v), 3) for v in curve], first=trees_of(learnt[0], len(classes)), roles=trees_of(learnt[1], len(classes)))
gains = learnt[1].get_score(importance_type='total_gain')
top = sorted(gains, key=gains.get, reverse=True)[:40]
print('most telling:', ' '.join(names[int(k[1:])] if int(k[1:]) < len(names) else f'context {int(k[1:]) - len(names)}' for k in top))
json.dump(forests, open(options.out, 'w'), separators=(',', ':'))
