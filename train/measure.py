"""What score.mjs would say, about, of verdicts on candidates: how they are chosen and called, and how good that is."""
import numpy as np
from rows import WORDS

SCORED = {'textbox': 'input', 'combobox': 'input', 'radio': 'checkbox', 'switch': 'checkbox'}
# How the likeliest of those that show the same are chosen, and what they are called: as in src/screen/assemble.ts and roles.ts.
# That something is a mere container counts half against its being an element.
CONTAINER = 0.5
# Of words alone, and words with an icon, both may be meant; ink and boxes that are alike are one.
ALIKE = 0.8, 0.55
LEANS = 0.8, 1, 1.3, 1.7, 2.2


def boxes_iou(a, b):
    x0, y0 = np.maximum(a[0], b[:, 0]), np.maximum(a[1], b[:, 1])
    x1, y1 = np.minimum(a[0] + a[2], b[:, 0] + b[:, 2]), np.minimum(a[1] + a[3], b[:, 1] + b[:, 3])
    inter = np.maximum(0, x1 - x0) * np.maximum(0, y1 - y0)
    return inter / (a[2] * a[3] + b[:, 2] * b[:, 3] - inter)


class Judge:
    """Measures probabilities (n, classes) of the candidates of `rows` on some of its pages."""

    def __init__(self, rows):
        self.rows = rows
        self.ids = {name: i for i, name in enumerate(rows.classes)}
        scored = [SCORED.get(name, name) for name in rows.classes]
        self.families = [name for name in dict.fromkeys(scored) if name not in ('none', 'container')]
        self.members = np.array([[name == family for name in scored] for family in self.families], float)
        self.interactive = np.isin(self.families, ['link', 'button', 'input', 'checkbox', 'slider', 'tab', 'menuitem'])
        self.counts = np.array([[sum(n for c, n in zip(scored, page['truths']) if c == f) for f in self.families] for page in rows.pages])
        # The class of the thing a candidate lies on, also where it is not learnt from.
        of_truth = {}
        for i in np.flatnonzero((rows.place[:, 5] >= 0) & (rows.label != 255)):
            of_truth[(rows.page[i], int(rows.place[i, 5]))] = rows.label[i]
        lies_on = [scored[of_truth.get((page, int(truth)), 0)] for page, truth in zip(rows.page, rows.place[:, 5])]
        self.true = np.array([self.families.index(name) if name in self.families else -1 for name in lies_on])

    def chosen(self, prob, pages, lean, threshold):
        """Candidates that are said to be elements."""
        rows, found = self.rows, []
        element = prob @ (self.members * lean[:, None]).sum(axis=0)
        score = element / np.maximum(1e-9, element + prob[:, 0] + CONTAINER * prob[:, self.ids['container']])
        for page in pages:
            start = rows.of_page[page].start
            likely = start + np.flatnonzero(score[rows.of_page[page]] >= threshold)
            kept = []
            for i in likely[np.argsort(-score[likely], kind='stable')]:
                limit = np.where((rows.kind[i] not in WORDS) & ~np.isin(rows.kind[kept], WORDS), ALIKE[1], ALIKE[0])
                if not kept or not (boxes_iou(rows.place[i, :4], rows.place[kept, :4]) > limit).any():
                    kept.append(i)
            found += kept
        return np.array(found, int)

    def said(self, prob, lean):
        return np.argmax(prob @ (self.members * lean[:, None]).T, axis=1)

    def measure(self, prob, pages, lean, threshold):
        """Figures by name; for each candidate that counts whether it and its role are right; these candidates."""
        rows, of = self.rows, self.chosen(prob, pages, lean, threshold)
        said, true, place = self.said(prob[of], lean), self.true[of], self.rows.place[of]
        order = np.lexsort((-place[:, 4], place[:, 5], rows.page[of]))
        keys = (rows.page[of] * 1e6 + place[:, 5])[order]
        new = np.zeros(len(of), bool)
        new[order] = (place[order, 5] >= 0) & np.concatenate([[True], keys[1:] != keys[:-1]])
        counted = rows.label[of] != self.ids['container']
        new &= counted
        right = new & (true == said)
        total = self.counts[pages].sum(axis=0)
        tp, fp, fn = np.sum(new), np.sum(counted & ~new), total.sum() - np.sum(new)
        classes = {}
        for i, family in enumerate(self.families):
            r = np.sum(right & (said == i))
            classes[family] = 2 * r / max(1, 2 * r + np.sum(counted & ~right & (said == i)) + total[i] - r)
        found = np.sum(new & self.interactive[true] & self.interactive[said]) / total[self.interactive].sum()
        figures = dict(f1=2 * tp / (2 * tp + fp + fn), precision=tp / (tp + fp), recall=tp / (tp + fn), interactive=found, classes=classes)
        return figures, right[counted], of[counted]

    def leaning(self, prob, pages, threshold):
        """How much more readily than by even odds each class is best said."""
        lean = np.ones(len(self.families))
        for i, family in enumerate(self.families):
            if family in ('slider', 'text'):
                continue
            options = [np.concatenate([lean[:i], [v], lean[i + 1:]]) for v in LEANS]
            lean = max(options, key=lambda option: worth(self.measure(prob, pages, option, threshold)[0]))
        return lean


def worth(figures):
    """What is to be as high as possible: all that is scored, in one number; a class is not to be said of everything."""
    classes = [value for name, value in figures['classes'].items() if name not in ('slider', 'text')]
    return figures['f1'] + figures['interactive'] + 2 * np.mean(classes)


def told(figures):
    by = ' '.join(f'{name} {value:.3f}' for name, value in figures['classes'].items())
    return ' '.join(f'{name} {value:.3f}' for name, value in figures.items() if name != 'classes') + ' | ' + by
