import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../../src/image/picture.ts';
import { type PaintedArea, paintOf } from '../../../src/screen/paint.ts';

const [WIDTH, HEIGHT] = [400, 300];

async function drawn(svg: string): Promise<Pixels> {
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}"><rect width="400" height="300" fill="#f4f5f8"/>${svg}</svg>`;
  const { data } = await sharp(Buffer.from(picture)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: WIDTH, height: HEIGHT, rgb: new Uint8Array(data) };
}

const area = (x: number, y: number, width: number, height: number, more: Partial<PaintedArea> = {}): PaintedArea => ({
  box: { x, y, width, height },
  holes: [],
  kind: 'box',
  ...more,
});
const one = async (svg: string, wanted: PaintedArea) => paintOf(await drawn(svg), [wanted])[0]!;

describe('the paint of a part', () => {
  it.each([0, 4, 8, 16])('has the fill and the corners of a box, radius %i', async (radius) => {
    const paint = await one(
      `<rect x="50" y="40" width="200" height="100" rx="${radius}" fill="#2457d6"/>`,
      area(50, 40, 200, 100),
    );
    expect(paint.background).toBe('#2457d6');
    expect(paint.border).toBeUndefined();
    expect(Math.abs((paint.radius ?? 0) - radius)).toBeLessThanOrEqual(1);
  });

  it('has the line around a box, also where it is as light as what is around', async () => {
    const box = '<rect x="50.5" y="40.5" width="199" height="99" rx="10" fill="#ffffff" stroke="#dfe3ec"/>';
    const paint = await one(box, area(50, 40, 200, 100));
    expect(paint).toMatchObject({
      background: '#ffffff',
      border: { color: '#dfe3ec', width: 1, sides: ['top', 'right', 'bottom', 'left'] },
    });
    expect(Math.abs(paint.radius! - 10)).toBeLessThanOrEqual(2);
  });

  it('has a line on one side', async () => {
    const bar = '<rect width="400" height="60" fill="#ffffff"/><rect y="59" width="400" height="1" fill="#c0c4cc"/>';
    const { border, radius } = await one(bar, area(0, 0, 400, 60));
    expect(border).toEqual({ color: '#c0c4cc', width: 1, sides: ['bottom'] });
    expect(radius).toBeUndefined();
  });

  it('leaves out what its parts look like', async () => {
    const nested =
      '<rect x="20" y="20" width="300" height="200" fill="#202830"/><rect x="20" y="20" width="300" height="150" fill="#e0e040"/>';
    const { background, border } = await one(
      nested,
      area(20, 20, 300, 200, { holes: [{ x: 20, y: 20, width: 300, height: 150 }] }),
    );
    expect(background).toBe('#202830');
    expect(border).toBeUndefined();
  });

  it('has the colour of words, and whether they are bold or underlined', async () => {
    const line = (more: string) =>
      `<text x="20" y="36" font-family="DejaVu Sans, sans-serif" font-size="16" fill="#a02617" ${more}>Delivered</text>`;
    const words = area(20, 22, 80, 19, { kind: 'words' });
    const plain = await one(line(''), words);
    expect(plain).toMatchObject({ color: '#a02617' });
    expect(plain).not.toHaveProperty('bold');
    expect(plain).not.toHaveProperty('underline');
    expect(await one(line('font-weight="bold"'), area(20, 22, 92, 19, { kind: 'words' }))).toMatchObject({
      bold: true,
    });
    const rule = '<rect x="20" y="38" width="78" height="1" fill="#a02617"/>';
    expect(await one(line('') + rule, words)).toMatchObject({ underline: true });
  });

  it('is the main colour of a picture, and nothing outside of it', async () => {
    const dot = '<circle cx="60" cy="60" r="20" fill="#108040"/>';
    const icon = await one(dot, area(40, 40, 40, 40, { kind: 'graphic' }));
    expect(icon.radius).toBeGreaterThanOrEqual(18);
    expect(await one('', area(500, 500, 10, 10))).toEqual({});
  });
});
