import { expect, test } from 'vitest';
import { type Box, right, union } from '../../../src/image/box.ts';
import { readLines } from '../../../src/screen/text.ts';

const EM = 14;

/**
 * Lays words out as a font of 14 pixels would and reads them back: `gap` is the empty space before a word, `seen` what
 * the reader makes of its ink, `small` whether it begins with a small letter.
 */
async function read(
  words: { seen: string; gap: number; width?: number; y?: number; height?: number; small?: boolean; line?: boolean }[],
) {
  let x = 100;
  const clusters = words.map(({ seen, gap, width = 0.52 * EM * seen.length, y = 50, height = 10.9 }): Box => {
    x += gap;
    const box = { x, y, width, height };
    x += width;
    return box;
  });
  const box = union(clusters);
  const top = (x: number) => {
    const i = clusters.findIndex((cluster) => x >= cluster.x && x < right(cluster));
    return i < 0 ? undefined : clusters[i].y + (words[i].small ? 2.8 : 0);
  };
  // Letters ink every third column, an underline all of them.
  const isInked = (x: number, y: number) => {
    const i = clusters.findIndex((cluster) => x >= cluster.x && x < right(cluster));
    return i >= 0 && (words[i].line && y === 60 ? true : y < 59 && Math.round(x) % 3 === 0);
  };
  const lines = await readLines([{ box, em: EM, clusters, top, isInked }], async ([crop]) => [
    {
      text: words.map(({ seen }) => seen).join(''),
      confidence: 0.98,
      positions: words.flatMap(({ seen }, i) =>
        [...seen].map((_, k) => {
          const center = clusters[i].x + ((k + 0.5) / [...seen].length) * clusters[i].width;
          return (center - crop.x) / crop.width;
        }),
      ),
    },
  ]);
  return { clusters, lines: lines.map(({ text, ink }) => ({ text, from: ink.x, to: right(ink) })) };
}

test('a space that the reader dropped is put back', async () => {
  const { lines } = await read([
    { seen: 'Order', gap: 0 },
    { seen: 'number', gap: 4 },
  ]);
  expect(lines.map(({ text }) => text)).toEqual(['Order number']);
});

test('letters that are set apart stay one word', async () => {
  const { lines } = await read([...'STATUS'].map((seen, i) => ({ seen, gap: i === 0 ? 0 : 3.5 })));
  expect(lines.map(({ text }) => text)).toEqual(['STATUS']);
});

test('links side by side, each underlined, are lines of their own', async () => {
  const { lines } = await read(['Home', 'Orders', 'Help'].map((seen) => ({ seen, gap: 5, line: true })));
  expect(lines.map(({ text }) => text)).toEqual(['Home', 'Orders', 'Help']);
  const pages = await read(['1', '2', '3'].map((seen) => ({ seen, gap: 6, line: true })));
  expect(pages.lines.map(({ text }) => text)).toEqual(['1', '2', '3']);
});

test('a line with a link in it stays one line', async () => {
  const { lines } = await read(['See', 'example', 'pages'].map((seen, i) => ({ seen, gap: 4, line: i === 1 })));
  expect(lines.map(({ text }) => text)).toEqual(['See example pages']);
});

test('a gap as wide as between columns ends a line', async () => {
  const { lines } = await read([
    { seen: 'Name', gap: 0, width: 38 },
    { seen: 'Price', gap: 0.7 * EM, width: 33 },
  ]);
  expect(lines.map(({ text }) => text)).toEqual(['Name', 'Price']);
});

test('code is not cut at its spaces, which are as wide', async () => {
  const pitch = 0.6 * EM;
  const wide = (seen: string, gap = 0.68 * EM) => ({ seen, gap, width: pitch * seen.length - 0.08 * EM, height: 13.8 });
  const { lines } = await read([wide('const', 0), wide('answer'), wide('='), wide('compute()')]);
  expect(lines).toHaveLength(1);
});

test('a line that was not read well is code among lines of code, and nowhere else', async () => {
  const pitch = 0.6 * EM;
  /** Lines of code one below the other, as ink and as they are read. */
  const readAll = async (lines: { real: string; seen: string }[]) => {
    const inks = lines.map(({ real }, row) => {
      const clusters = [...real.matchAll(/\S+/g)].map(({ 0: word, index }): Box => {
        return { x: 100 + index * pitch, y: 50 + 19 * row, width: word.length * pitch - 1, height: 13.8 };
      });
      return { box: union(clusters), em: EM, clusters };
    });
    const found = await readLines(inks, async ([crop]) => {
      const { real, seen } = lines[inks.findIndex(({ box }) => Math.abs(box.y - crop.y) < 9)];
      // What is not read is at the end of a word: the others stand where they are.
      const positions = [...seen].map((_, i) => (100 + (i + 0.5) * pitch - crop.x) / crop.width);
      expect(real.startsWith(seen.slice(0, 3))).toBe(true);
      return [
        { text: seen.replaceAll('_', ''), confidence: 0.97, positions: positions.filter((_, i) => seen[i] !== '_') },
      ];
    });
    return found.map(({ text }) => text);
  };
  const bad = { real: "const name = 'Ada' ;", seen: 'const name =  ___  ;' };
  const good = ['const answer = compute();', 'const total = answer + 12;', 'return total + answer;'];
  const lines = good.map((line) => ({ real: line, seen: line }));
  expect(await readAll([...lines, bad])).toHaveLength(4);
  expect((await readAll([bad])).length).toBeGreaterThan(1);
});

test('the parts of a breadcrumb are lines of their own', async () => {
  const { lines } = await read([
    { seen: 'Home', gap: 0 },
    { seen: '›', gap: 6, width: 4 },
    { seen: 'Orders', gap: 6 },
  ]);
  expect(lines.map(({ text }) => text)).toEqual(['Home', '›', 'Orders']);
});

test('an icon that was read as a letter is cut off: it is higher than the line', async () => {
  const { lines, clusters } = await read([
    { seen: 'O', gap: 0, width: 16, y: 47, height: 16 },
    { seen: 'Important', gap: 7 },
  ]);
  expect(lines).toEqual([{ text: 'Important', from: clusters[1].x, to: right(clusters[1]) }]);
});

test('an icon that was read as a digit is cut off: no digit is as wide', async () => {
  const { lines, clusters } = await read([
    { seen: '7', gap: 0, width: 13, y: 51, height: 9 },
    { seen: 'Compose', gap: 5 },
  ]);
  expect(lines).toEqual([{ text: 'Compose', from: clusters[1].x, to: right(clusters[1]) }]);
});

test('a capital that stands a little apart stays with its word', async () => {
  const { lines } = await read([
    { seen: 'D', gap: 0, width: 12 },
    { seen: 'ow', gap: 2.6, small: true },
  ]);
  expect(lines.map(({ text }) => text)).toEqual(['Dow']);
});

test('a word of one letter stays', async () => {
  const { lines } = await read([
    { seen: 'A', gap: 0, width: 9 },
    { seen: 'short', gap: 4, small: true },
    { seen: 'name', gap: 4, small: true },
  ]);
  expect(lines.map(({ text }) => text)).toEqual(['A short name']);
});

test('a Chinese sentence stays whole at its wide punctuation, but two links do not become one', async () => {
  const chinese = (seen: string, gap: number) => ({ seen, gap, width: EM * seen.length, height: 13 });
  const sentence = await read([
    chinese('修改邮箱后', 0),
    { seen: '，', gap: 1, width: 3 },
    chinese('需要重新登录', 10),
  ]);
  expect(sentence.lines.map(({ text }) => text)).toEqual(['修改邮箱后，需要重新登录']);
  const links = await read([chinese('编辑', 0), chinese('删除', 8)]);
  expect(links.lines.map(({ text }) => text)).toEqual(['编辑', '删除']);
});

test('a first letter is as large as its ink is high, whatever was read', async () => {
  expect((await read([{ seen: 'sign', gap: 0 }])).lines[0]?.text).toBe('Sign');
  const { lines } = await read([
    { seen: 'Sign', gap: 0 },
    { seen: 'Out', gap: 4, small: true },
  ]);
  expect(lines[0]?.text).toBe('Sign out');
});

test('what is read badly is no text', async () => {
  const box = { x: 0, y: 0, width: 12, height: 12 };
  const answer = { text: 'S', confidence: 0.6, positions: [0.5] };
  expect(await readLines([{ box, em: EM, clusters: [box] }], async () => [answer])).toEqual([]);
});
