"""Exports what xgboost has fitted, as src/screen/forest.ts reads it."""
import json


def keep(value):
    return float(f'{value:.6g}')


def trees_of(booster, count):
    """Nodes in depth-first order: where `x[feature] < threshold` the next one, else that at `right`; leaves: feature -1."""
    forest = dict(outputs=count, roots=[], feature=[], threshold=[], right=[])
    for text in booster.get_dump(dump_format='json'):
        forest['roots'].append(len(forest['feature']))

        def visit(node):
            here = len(forest['feature'])
            if 'leaf' in node:
                for key, value in (('feature', -1), ('threshold', float(f"{node['leaf']:.4g}")), ('right', 0)):
                    forest[key].append(value)
                return
            children = {child['nodeid']: child for child in node['children']}
            forest['feature'].append(int(node['split'][1:]))
            forest['threshold'].append(keep(node['split_condition']))
            forest['right'].append(0)
            visit(children[node['yes']])
            forest['right'][here] = len(forest['feature']) - here
            visit(children[node['no']])

        visit(json.loads(text))
    return forest
