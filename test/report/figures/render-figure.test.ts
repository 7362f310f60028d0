import { describe, expect, test } from 'vitest';
import type { Figure, FigureSeries } from '../../../src/records/figure.ts';
import { renderFigure } from '../../../src/report/figures/render-figure.ts';

const rates = [1e-4, 1e-3, 1e-2, 1e-1];
const theory: FigureSeries = { name: '√(2ηλ)', kind: 'theory', points: rates.map((x) => ({ x, y: Math.sqrt(2 * x) })) };
const measured: FigureSeries = {
  name: 'SGD',
  kind: 'measured',
  points: rates.map((x) => ({ x, y: 1.02 * Math.sqrt(2 * x), low: Math.sqrt(1.8 * x), high: Math.sqrt(2.4 * x) })),
};
const figureOf = (...series: readonly FigureSeries[]): Figure => ({
  title: 'Rotation at equilibrium',
  caption: 'Root mean square angle per step of plain SGD on isotropic noise. '.repeat(3).trim(),
  panels: [
    {
      title: 'rotation',
      x: { label: 'intrinsic learning rate ηλ', scale: 'logarithmic' },
      y: { label: 'angle (rad)', scale: 'logarithmic' },
      series,
    },
  ],
});
const circles = (svg: string): number => svg.match(/<circle [^>]*r="2.6"|<circle [^>]*cy="[^"]*" r="2.6"/g)?.length ?? 0;

describe('a figure', () => {
  test('is the same bytes for the same data, and those that are kept', async () => {
    const svg = await renderFigure(figureOf(theory, measured));
    expect(await renderFigure(figureOf(theory, measured))).toBe(svg);
    await expect(svg).toMatchFileSnapshot('rotation.svg');
  });

  test('names axes, panels and every series once, and carries its caption', async () => {
    const { panels, ...rest } = figureOf(theory, measured);
    const svg = await renderFigure({ ...rest, panels: [panels[0], { ...panels[0], title: 'again' }] });
    for (const text of ['intrinsic learning rate ηλ', 'angle (rad)', '>rotation<', '>again<']) expect(svg).toContain(text);
    expect(svg.match(/>SGD<\/text>/g)).toHaveLength(1);
    expect(svg).toContain('Root mean square angle');
  });

  test('shows what it is given: a point more is a point more, and an interval a line', async () => {
    const fewer = { ...measured, points: measured.points.slice(1) };
    const [all, some] = [await renderFigure(figureOf(measured)), await renderFigure(figureOf(fewer))];
    expect(circles(all)).toBe(circles(some) + 1);
    const bare = { ...measured, points: measured.points.map(({ x, y }) => ({ x, y })) };
    expect((await renderFigure(figureOf(bare))).length).toBeLessThan(all.length);
  });

  test.each([
    [undefined, 4, 3, 2],
    [2, 5, 2, 3],
    [2, 1, 1, 1],
  ])('sets %s panels side by side, of %d: %d across, %d down', async (columns, count, across, down) => {
    const { panels, ...rest } = figureOf(theory, measured);
    const wide = { ...rest, panels: Array.from({ length: count }, () => panels[0]), ...(columns && { columns }) };
    const svg = await renderFigure(wide);
    const places = [...svg.matchAll(/<svg(?=[^>]* y="([\d.]+)")[^>]* x="(\d+)"/g)].map(([, y, x]) => [Number(x), Number(y)]);
    expect(places).toHaveLength(count);
    expect(new Set(places.map(([x]) => x)).size).toBe(across);
    expect(new Set(places.map(([, y]) => y)).size).toBe(down);
    const [, width, height] = svg.match(/viewBox="0 0 (\d+) (\d+)"/)!.map(Number);
    for (const [x, y] of places) {
      expect(x + 430).toBeLessThanOrEqual(width);
      expect(y + 300).toBeLessThanOrEqual(height);
    }
  });

  test('sets a long label of an axis below the title of its panel, and a short one beside it', async () => {
    const heightOf = async (label: string): Promise<number> => {
      const { panels, ...rest } = figureOf(theory);
      const svg = await renderFigure({ ...rest, panels: [{ ...panels[0], y: { ...panels[0].y, label } }] });
      expect(svg).toContain(`>${label}</text>`);
      return Number(svg.match(/height="(\d+)"/)![1]);
    };
    expect(await heightOf('mean over scale-invariant units of the angle')).toBeGreaterThan(await heightOf('angle'));
  });

  test('labels the values that it is told to', async () => {
    const { panels, ...rest } = figureOf(measured);
    const ticks = [0.002, 0.03];
    const svg = await renderFigure({ ...rest, panels: [{ ...panels[0], x: { ...panels[0].x, ticks } }] });
    for (const tick of ticks) expect(svg).toContain(`>${tick}</text>`);
  });

  test.each([
    ['NaN', { x: 0.01, y: NaN }],
    ['an infinity', { x: 0.01, y: Infinity }],
    ['a number that has no logarithm', { x: 0, y: 0.5 }],
  ])('leaves out %s', async (_, point) => {
    const svg = await renderFigure(figureOf({ ...measured, points: [...measured.points, point] }));
    expect(circles(svg)).toBe(measured.points.length);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test('can be empty', async () => {
    expect(await renderFigure(figureOf())).toMatch(/^<svg [^]*<\/svg>\n$/);
  });

  test('keeps text from becoming markup', async () => {
    const svg = await renderFigure({ ...figureOf(), title: 'a <b> & "c"' });
    expect(svg).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
  });
});
