#!/usr/bin/env python3
"""Teaches the net that tells what candidates are, on what collect.ts has written.

    OMP_WAIT_POLICY=PASSIVE python3 train/fit.py ROWS... --net models/parser/roles.onnx --meaning src/screen/roles.json

Needs python3-torch and python3-sklearn (Debian). What is printed, and what a confidence means, is measured on the kits marked
`test`, with a net that has not learnt from them; the net that is written has learnt from all kits.
"""
import argparse
import json
import numpy as np
import torch
from sklearn.isotonic import IsotonicRegression
from measure import CONTAINER, Judge, told
from rows import Rows, SIDE
from teach import predict, teach

parser = argparse.ArgumentParser()
parser.add_argument('rows', nargs='+')
parser.add_argument('--net', required=True)
parser.add_argument('--meaning', required=True, help='what its numbers mean')
parser.add_argument('--epochs', type=int, default=11)
options = parser.parse_args()

# From here on a candidate is an element.
ELEMENT = 0.35

rows = Rows(options.rows)
tests = np.flatnonzero([page['test'] for page in rows.pages])
rest = np.flatnonzero([not page['test'] for page in rows.pages])
print(f'{len(rows.pages)} pages of {len(set(rows.kits))} kits, {len(tests)} of {len(rows.test_kits)} kits not learnt from; {len(rows.label)} candidates', flush=True)
judge = Judge(rows)
even = np.ones(len(judge.families))
prob = predict(teach(rows, rest, options.epochs), rows, tests)
print('even', told(judge.measure(prob, tests, even, ELEMENT)[0]), flush=True)
lean = judge.leaning(prob, tests, ELEMENT)
for threshold in (0.2, 0.25, 0.3, ELEMENT, 0.4, 0.45):
    print(threshold, told(judge.measure(prob, tests, lean, threshold)[0]), flush=True)
found, right, of = judge.measure(prob, tests, lean, ELEMENT)
print('leaning', dict(zip(judge.families, lean)), told(found), flush=True)

sure = (prob[of] @ judge.members.T)[np.arange(len(of)), judge.said(prob[of], lean)]
calibrated = lambda some: IsotonicRegression(out_of_bounds='clip').fit(sure[some], right[some])
half = rows.page[of] % 2 == 0
means = calibrated(half).predict(sure[~half])
print('confidence, how many, how many of them right (fitted on one half of those pages, counted on the other)')
edges = (0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
for low, high in zip(edges, edges[1:]):
    within = (means >= low) & (means < high)
    if within.any():
        print(f'  {means[within].mean():.2f} {within.sum():6d} {right[~half][within].mean():.2f}')
curve = calibrated(np.full(len(of), True)).predict(np.linspace(0, 1, 21))

learnt = dict(classes=rows.classes, element=ELEMENT, container=CONTAINER, lean=[round(float(v), 3) for v in lean @ judge.members],
              confidence=[round(float(v), 3) for v in curve])
json.dump(learnt, open(options.meaning, 'w'), separators=(',', ':'))

net = teach(rows, range(len(rows.pages)), options.epochs).eval()
few = 5
example = torch.zeros(few, len(rows.names)), torch.zeros(few, 2, SIDE, SIDE, 3, dtype=torch.uint8)
names = ['numbers', 'views', 'roles']
torch.onnx.export(net, example, options.net, input_names=names[:2], output_names=names[2:], opset_version=13,
                  dynamic_axes={name: {0: 'candidates'} for name in names})
