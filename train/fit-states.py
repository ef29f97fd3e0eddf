#!/usr/bin/env python3
"""Fits the trees that tell states, on what collect-states.ts has written.

    OMP_WAIT_POLICY=PASSIVE python3 train/fit-states.py ROWS --out src/screen/states.json

Needs python3-xgboost (Debian). Each fifth of the kits is judged by trees that have learnt from the others: from where on a state
is said, so that SURE of what is said is so, and whether it is said at all. The trees that are written have learnt from all kits.
"""
import argparse
import json
import numpy as np
import xgboost as xgb
from trees import trees_of

parser = argparse.ArgumentParser()
parser.add_argument('rows')
parser.add_argument('--out', required=True)
options = parser.parse_args()

# The roles that may have a state at all.
HAVE = dict(checked=['checkbox', 'radio', 'switch'], selected=['tab', 'menuitem', 'link', 'button'],
            disabled=['button', 'textbox', 'combobox', 'checkbox', 'radio', 'switch'], focused=['textbox', 'combobox'],
            expanded=['combobox', 'button', 'menuitem', 'link'])
# What is said wrongly one time in five is better not said.
SURE = 0.84
FOLDS = 5
ROUNDS = 60
SETTINGS = dict(objective='binary:logistic', tree_method='hist', grow_policy='lossguide', max_depth=0, max_leaves=10, eta=0.15,
                subsample=0.7, colsample_bytree=0.4, min_child_weight=1.5, reg_lambda=2.0, max_bin=64, nthread=2, seed=1)

meta = json.load(open(f'{options.rows}/meta.json'))
X = np.fromfile(f'{options.rows}/rows.f32', np.float32).reshape(-1, meta['width'])
state = np.fromfile(f'{options.rows}/states.i8', np.int8).reshape(-1, len(meta['states']))
role = np.array([found['role'] for found in meta['found']])
kit = np.array([found['kit'] for found in meta['found']])
# What is selected and looks like all of its neighbours teaches nothing: nobody could tell.
number = {name: X[:, i] for i, name in enumerate(meta['names'])}
apart = np.max([number[name] for name in ('inkApart', 'paperApart', 'outApart')], 0)
lines = np.max([np.abs(number[name]) for name in ('vsBelow', 'vsLeft', 'vsAbove', 'vsRing')], 0)
unseen = (state[:, meta['states'].index('selected')] == 1) & (apart < 12) & (lines < 20) & (np.abs(number['vsInked']) < 0.05)
order = sorted(set(kit))
fold = np.array([order.index(name) % FOLDS for name in kit])
# A kit with many elements counts less each.
many = {name: np.sum(kit == name) for name in order}
weight = np.array([many[name] ** -0.4 for name in kit])
weight /= weight.mean()


def fit(rows, truth):
    return xgb.train(SETTINGS, xgb.DMatrix(X[rows], truth[rows], weight=weight[rows]), ROUNDS)


def lowest(said, truth):
    """The threshold from which on SURE of what is said is so, with as many as may be said; None where there is none."""
    down = np.argsort(-said)
    precision = np.cumsum(truth[down]) / np.arange(1, len(down) + 1)
    good = np.flatnonzero((precision >= SURE) & (np.cumsum(truth[down]) >= 8))
    return None if len(good) == 0 else float(said[down[good[-1]]])


forests = {}
for name, may in HAVE.items():
    column = meta['states'].index(name)
    # The DOM says of what may be open, or ticked, whether it is; most else cannot be.
    known = np.isin(role, may) & ((state[:, column] >= 0) | (name == 'expanded')) & ~(unseen & (name == 'selected'))
    truth = state[:, column] == 1
    said = np.zeros(len(X))
    for each in range(FOLDS):
        here = np.flatnonzero(known & (fold == each))
        if len(here):
            said[here] = fit(np.flatnonzero(known & (fold != each)), truth).predict(xgb.DMatrix(X[here]))
    at = 0.5 if name == 'checked' else lowest(said[known], truth[known])
    line = f'{name}: {truth[known].sum()} of {known.sum()} on {len(set(kit[known & truth]))} kits'
    if at is None:
        print(f'{line}; not said', flush=True)
        continue
    right, all_said = np.sum(truth[known] & (said[known] >= at)), np.sum(said[known] >= at)
    print(f'{line}; from {at:.2f}: precision {right / all_said:.3f}, recall {right / truth[known].sum():.3f}', flush=True)
    forests[name] = dict(roles=may, least=round(at, 3), **trees_of(fit(np.flatnonzero(known), truth)))
json.dump(forests, open(options.out, 'w'), separators=(',', ':'))
