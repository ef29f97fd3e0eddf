"""What collect.ts has written, as fit.py learns from it."""
import json
import numpy as np

WORDS = [0, 1, 2, 6, 7]
"""Kinds of candidates (src/screen/candidates.ts) that are words, with or without what stands beside them."""
SIDE = 32
"""As in src/screen/views.ts."""
MOST, TOLD = 320, 160
"""As in src/screen/bands.ts."""


class Rows:
    """Candidates of all pages, one after the other.

    numbers (n, names), views (n, 2, SIDE, SIDE, 3) bytes, label and target (n,) classes, 255 where nothing is to be learnt, place
    (n, 6): box, IoU with the thing it lies on, and that thing's number or -1; page and weight (n,).
    """

    def __init__(self, folders):
        metas = [json.load(open(f'{folder}/meta.json')) for folder in folders]
        self.names, self.classes = metas[0]['names'], metas[0]['classes']
        self.pages = [page for meta in metas for page in meta['pages']]
        read = lambda file, kind, *shape: [np.fromfile(f'{folder}/{file}', kind).reshape(-1, *shape) for folder in folders]
        self.numbers = np.concatenate(read('rows.f32', np.float32, len(self.names)))
        self.place = np.concatenate(read('places.f32', np.float32, 6))
        self.label = np.concatenate(read('labels.u8', np.uint8)).reshape(-1)
        starts = np.cumsum([0] + [len(meta['pages']) for meta in metas])
        self.page = np.concatenate([part.reshape(-1) + start for part, start in zip(read('pages.i32', np.int32), starts)])
        self._views = [np.memmap(f'{folder}/views.u8', np.uint8, 'r').reshape(-1, 2, SIDE, SIDE, 3) for folder in folders]
        self._ends = np.cumsum([len(views) for views in self._views])
        self.kind = self.numbers[:, self.names.index('kind')].astype(int)
        ends = np.cumsum(np.bincount(self.page, minlength=len(self.pages)))
        self.of_page = [slice(end - count, end) for end, count in zip(ends, np.diff(ends, prepend=0))]
        self.kits = np.array([page['kit'] for page in self.pages])
        self.test_kits = {page['kit'] for page in self.pages if page['test']}
        self.weight = self._weights()
        self.target = self._targets()

    def bands(self, page):
        """Candidates of a page that are looked at together, and which of them are told: as in src/screen/bands.ts."""
        order = self.from_top(page)
        if len(order) <= MOST:
            return [(order, slice(0, len(order)))]
        bands = []
        for told in range(0, len(order), TOLD):
            start = max(0, min(told - (MOST - TOLD) // 2, len(order) - MOST))
            bands.append((order[start:start + MOST], slice(told - start, min(told + TOLD, len(order)) - start)))
        return bands

    def from_top(self, page):
        of = self.of_page[page]
        return of.start + np.argsort(self.place[of, 1] + self.place[of, 3] / 2, kind='stable')

    def views(self, members):
        """Views of candidates of one page."""
        folder = int(np.searchsorted(self._ends, members[0], side='right'))
        return self._views[folder][members - (self._ends[folder] - len(self._views[folder]))]

    def _weights(self):
        """A kit with many pages, and a page with many candidates, count less each."""
        per_page = np.maximum(1, np.bincount(self.page, minlength=len(self.pages)))
        kit_pages = {kit: np.sum(self.kits == kit) for kit in set(self.kits)}
        of_page = np.array([kit_pages[kit] ** -0.5 * count ** -0.35 for kit, count in zip(self.kits, per_page)])
        weight = of_page[self.page]
        return (weight / weight.mean()).astype(np.float32)

    def _targets(self):
        """Of several candidates on one thing the best is learnt as it. Ink and boxes that are nearly as good are left out; words
        with or without what stands beside them are not the same thing."""
        place, label, page, kind = self.place, self.label, self.page, self.kind
        best = {}
        for i in np.lexsort((-place[:, 4], place[:, 5], page)):
            if place[i, 5] >= 0:
                best.setdefault((page[i], int(place[i, 5])), i)
        target = label.copy()
        for i in np.flatnonzero(place[:, 5] >= 0):
            first = best[(page[i], int(place[i, 5]))]
            if first == i or label[i] == self.classes.index('container'):
                continue
            alike = place[i, 4] >= 0.55 and kind[i] not in WORDS and kind[first] not in WORDS
            target[i] = 255 if alike else 0
        return target
