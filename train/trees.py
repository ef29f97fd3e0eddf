"""Exports what xgboost has fitted, as src/screen/forest.ts reads it."""
import base64
import json
import numpy as np


def trees_of(booster):
    """Nodes in depth-first order: where `x[feature] < value` the next one, else the one after all of its; leaves: feature -1."""
    feature, value = [], []
    for text in booster.get_dump(dump_format='json'):
        def visit(node):
            if 'leaf' in node:
                feature.append(-1)
                value.append(node['leaf'])
                return
            children = {child['nodeid']: child for child in node['children']}
            feature.append(int(node['split'][1:]))
            value.append(node['split_condition'])
            visit(children[node['yes']])
            visit(children[node['no']])

        visit(json.loads(text))
    packed = lambda numbers, kind: base64.b64encode(np.array(numbers, kind).tobytes()).decode()
    return dict(feature=packed(feature, '<i2'), value=packed(value, '<f4'))
