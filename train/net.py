"""The net that says what each candidate of a page is: by its numbers, by two views of its pixels, and by all the others."""
import math
import torch
from torch import nn
from rows import SIDE

LEAST, MOST = 24, 64
"""The margin of the second view, CSS pixels: as in src/screen/views.ts."""
WIDTH, LAYERS, HEADS = 96, 3, 6
EYE = 64
KINDS = 16
SHAPE = 3
PAIR = 26
"""How many numbers tell how two candidates stand to each other."""
GEOMETRY = ['x', 'y', 'w', 'h', 'em', 'size', 'inkLuma', 'inkSat', 'inkBlue', 'fillLuma', 'fillSat', 'pw', 'ph', 'py', 'pl', 'kind']


class View(nn.Module):
    """(n, channels, SIDE, SIDE) to (n, size)."""
    size = 32 * (SIDE // 8) ** 2

    def __init__(self, channels):
        super().__init__()
        steps = []
        for i, o in zip((channels, 16, 24), (16, 24, 32)):
            steps += [nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.GroupNorm(4, o), nn.ReLU(True)]
        self.steps = nn.Sequential(*steps, nn.Flatten())

    def forward(self, x):
        return self.steps(x)


class Block(nn.Module):
    """A layer of a transformer in which each candidate looks at the others; how they stand to it is added as a bias."""

    def __init__(self, dropout):
        super().__init__()
        self.first, self.second = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.feed = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * WIDTH, WIDTH))
        self.dropout = nn.Dropout(dropout)

    def forward(self, x, bias):
        each = WIDTH // HEADS
        y = self.first(x)
        query, key, value = (part(y).view(-1, HEADS, each).transpose(0, 1) for part in (self.query, self.key, self.value))
        looks = (query @ key.transpose(1, 2) / math.sqrt(each) + bias).softmax(2)
        x = x + self.dropout(self.out((looks @ value).transpose(0, 1).reshape(-1, WIDTH)))
        return x + self.dropout(self.feed(self.second(x)))


class RoleNet(nn.Module):
    """rows (n, names), views (n, 2, SIDE, SIDE, 3) 0..255."""

    def __init__(self, names, classes, sample, dropout=0.15):
        super().__init__()
        self.columns = [i for i, name in enumerate(names) if name != 'kind']
        self.at = {name: names.index(name) for name in [*GEOMETRY, 'lineEm'] if name != 'size'}
        numbers = torch.from_numpy(sample[:, self.columns])
        for name, values in (('bent', self.bend(numbers)), ('plain', numbers)):
            self.register_buffer(f'{name}_mean', values.mean(0))
            self.register_buffer(f'{name}_spread', values.std(0) + 1e-3)
        self.alone, self.around = View(3), View(4)
        self.eye = nn.Sequential(nn.Linear(2 * View.size, EYE), nn.LayerNorm(EYE), nn.ReLU(), nn.Dropout(2 * dropout))
        self.glance = nn.Linear(EYE, len(classes))
        inputs = 2 * len(self.columns) + KINDS + EYE
        self.enter = nn.Sequential(nn.Linear(inputs, 2 * WIDTH), nn.GELU(), nn.Dropout(dropout), nn.Linear(2 * WIDTH, WIDTH))
        self.pair = nn.Sequential(nn.Linear(PAIR, 24), nn.ReLU(), nn.Linear(24, LAYERS * HEADS))
        self.blocks = nn.ModuleList(Block(dropout) for _ in range(LAYERS))
        self.leave = nn.LayerNorm(WIDTH)
        self.role = nn.Linear(WIDTH, len(classes))
        self.fit = nn.Linear(WIDTH, 1)

    @staticmethod
    def bend(x):
        return torch.sign(x) * torch.log1p(x.abs())

    def scaled(self, rows):
        """Each number twice: as it is, and bent so that small ones differ as much as large ones."""
        numbers = rows[:, self.columns]
        bent = ((self.bend(numbers) - self.bent_mean) / self.bent_spread).clamp(-4, 4)
        plain = ((numbers - self.plain_mean) / self.plain_spread).clamp(-3, 3)
        return torch.cat([bent, plain], 1)

    def seen(self, rows, views):
        """Both views as differences from the colour around the box; in the second, where the box is."""
        both = (views.float() / 128).permute(0, 1, 4, 2, 3)
        alone, around = both[:, 0], both[:, 1]
        rim = torch.cat([alone[:, :, 0], alone[:, :, SIDE - 1], alone[:, :, :, 0], alone[:, :, :, SIDE - 1]], 2)
        rim = rim.mean(2)[:, :, None, None]
        width, height = rows[:, self.at['w']], rows[:, self.at['h']]
        margin = torch.minimum(width, height).clamp(LEAST, MOST)
        cells = (torch.arange(SIDE) + 0.5 - SIDE / 2).abs()
        inside = lambda length: (SIDE / 2 + 0.5 - cells - (margin / (length + 2 * margin) * SIDE)[:, None]).clamp(0, 1)
        mask = inside(height)[:, None, :, None] * inside(width)[:, None, None, :]
        return self.eye(torch.cat([self.alone(alone - rim), self.around(torch.cat([around - rim, mask], 1))], 1))

    def pairs(self, rows):
        """How each candidate stands to each other: (n, n, PAIR). Lengths in ems."""
        column = lambda name: rows[:, self.at[name]]
        size = torch.where((column('lineEm') > 0) & (column('kind') != SHAPE), column('lineEm'), column('h'))
        own = torch.stack([size if name == 'size' else column(name) for name in GEOMETRY], 1)
        i = dict(zip(GEOMETRY, own[:, None].unbind(2)))
        j = dict(zip(GEOMETRY, own[None].unbind(2)))
        for of in (i, j):
            of |= dict(right=of['x'] + of['w'], bottom=of['y'] + of['h'], cx=of['x'] + of['w'] / 2, cy=of['y'] + of['h'] / 2)
            of |= dict(area=of['w'] * of['h'], left=of['x'] - of['pl'], letter=of['size'].clamp(min=1).log())
        em = i['em']
        by = lambda name: j[name] - i[name]
        aligned = lambda name: (-(by(name) / 2).abs()).exp()
        low, high = lambda name: torch.minimum(i[name], j[name]), lambda name: torch.maximum(i[name], j[name])
        across, down = low('right') - high('x'), low('bottom') - high('y')
        shared = across.clamp(min=0) * down.clamp(min=0)
        ink = sum(by(name).abs() for name in ('inkLuma', 'inkSat', 'inkBlue')) / 100
        fill = sum(by(name).abs() for name in ('fillLuma', 'fillSat')) / 100
        number = torch.arange(rows.shape[0])
        parent = sum(by(name).abs() for name in ('pw', 'ph', 'py', 'left')) < 1
        return torch.stack([
            self.bend(by('cx') / em), self.bend(by('cy') / em),
            torch.log1p((-across).clamp(min=0) / em), torch.log1p((-down).clamp(min=0) / em),
            *(aligned(name) for name in ('x', 'right', 'cx', 'cy', 'y', 'bottom')),
            down.clamp(min=0) / low('h'), across.clamp(min=0) / low('w'),
            shared / (i['area'] + j['area'] - shared), shared / i['area'], shared / j['area'],
            (j['w'] / i['w']).log().clamp(-3, 3), (j['h'] / i['h']).log().clamp(-3, 3),
            by('letter').clamp(-2, 2), (-12 * by('letter').abs()).exp(),
            ink.clamp(max=3), (-3 * ink).exp(), fill.clamp(max=3), (-3 * fill).exp(),
            parent.float(), (i['kind'] == j['kind']).float(), (number[:, None] == number[None]).float(),
        ], 2)

    def told(self, rows, views):
        """Logits of the classes, how well each box fits, and logits by the views alone."""
        eye = self.seen(rows, views)
        numbers = self.scaled(rows)
        if self.training:
            numbers = numbers * (torch.rand(1, numbers.shape[1]) > 0.07) + 0.05 * torch.randn_like(numbers)
        kind = (rows[:, self.at['kind'], None] == torch.arange(KINDS)).float()
        x = self.enter(torch.cat([numbers, kind, eye], 1))
        biases = self.pair(self.pairs(rows)).permute(2, 0, 1).chunk(LAYERS)
        for block, bias in zip(self.blocks, biases):
            x = block(x, bias)
        x = self.leave(x)
        return self.role(x), self.fit(x)[:, 0], self.glance(eye)

    def forward(self, rows, views):
        """Probabilities of the classes (n, classes)."""
        return self.told(rows, views)[0].softmax(1)
