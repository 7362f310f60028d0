import type * as PlotModule from '@observablehq/plot';
import type { Figure, FigureAxis, FigurePanel, FigurePoint, FigureSeries } from '../../records/figure.ts';
import { formatNumber } from '../format-number.ts';

const panelWidth = 430;
const panelHeight = 300;
/** Panels side by side, where a figure does not say. */
const COLUMNS = 3;
/** Where the panels begin: below the title and a line of legend for every row of entries. */
const titleHeight = 34;
const legendRow = 18;
const captionLine = 15;
const titleLine = 19;
const margin = 16;
const [marginLeft, marginRight] = [62, 18];

/** Okabe and Ito's colours, which people with any common colour vision tell apart; black is kept for theory. */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#7A5195', '#8C6D31'];

/**
 * Draws a figure as SVG: the same bytes for the same data, without a browser.
 *
 * Theory is a black line, measurements are points with their intervals; the caption is set below, so that the file can be read
 * alone. Points that are not finite, or not positive on a logarithmic axis, are left out.
 *
 * @param figure at least one panel
 * @returns the text of an SVG document on white ground
 * @example
 * ```ts
 * const svg = await renderFigure({
 *   title: 'Rotation at equilibrium',
 *   caption: 'Root mean square angle per step of plain SGD; line: √(2ηλ).',
 *   panels: [{
 *     title: 'rotation', x: { label: 'ηλ', scale: 'logarithmic' }, y: { label: 'radians', scale: 'logarithmic' },
 *     series: [{ name: 'SGD', kind: 'measured', points: [{ x: 0.01, y: 0.1414, low: 0.141, high: 0.142 }] }],
 *   }],
 * });
 * expect(svg).toMatch(/^<svg /);
 * ```
 */
export async function renderFigure({ title, caption, panels, columns = COLUMNS }: Figure): Promise<string> {
  // Loaded here, so that who draws nothing does not wait for them.
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  const names = [...new Set(panels.flatMap(({ series }) => series.map(({ name }) => name)))];
  const series = names.map((name) => panels.flatMap((panel) => panel.series).find((one) => one.name === name)!);
  const colourOf = palette(series);
  const across = Math.min(columns, Math.max(1, panels.length));
  const rowHeight = panelHeight + (panels.some(isCrowded) ? titleLine : 0);
  const bottom = Math.max(1, Math.ceil(panels.length / across)) * rowHeight;
  const width = across * panelWidth + 2 * margin;
  const headline = wrap(title, Math.floor((width - 2 * margin) / 8.4));
  const below = (headline.length - 1) * titleLine;
  const legend = drawLegend(series, colourOf, width, titleHeight + below);
  const top = titleHeight + below + legend.rows * legendRow + 6;
  const lines = wrap(caption, Math.floor((width - 2 * margin) / 5.6));
  const height = top + bottom + 14 + captionLine * lines.length + 6;
  const drawn = panels.map((panel, i) => {
    const { document } = parseHTML('<!DOCTYPE html><html><body></body></html>');
    const svg = drawPanel(Plot, panel, colourOf, document, rowHeight);
    svg.setAttribute('x', String(margin + (i % across) * panelWidth));
    svg.setAttribute('y', String(top + Math.floor(i / across) * rowHeight));
    return svg.outerHTML;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="Helvetica, Arial, sans-serif" font-size="11" fill="#222">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...headline.map(
      (line, i) => `<text x="${margin}" y="${22 + titleLine * i}" font-size="15" font-weight="600">${escape(line)}</text>`,
    ),
    ...legend.items,
    ...drawn,
    ...lines.map(
      (line, i) => `<text x="${margin}" y="${top + bottom + 18 + captionLine * i}" fill="#555">${escape(line)}</text>`,
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** What is used of an element; the types of the DOM are not among this project's. */
interface DrawnElement {
  setAttribute(name: string, value: string): void;
  readonly outerHTML: string;
}

/** name → colour: measurements take the palette in order, lines of theory are black, and grey beside another line of theory. */
function palette(series: readonly FigureSeries[]): (name: string) => string {
  const measured = series.filter(({ kind }) => kind === 'measured').map(({ name }) => name);
  const lines = series.filter(({ kind }) => kind !== 'measured').map(({ name }) => name);
  const greys = ['#222222', '#7f7f7f', '#b0a080'];
  return (name) =>
    measured.includes(name)
      ? colours[measured.indexOf(name) % colours.length]
      : greys[Math.min(lines.indexOf(name), greys.length - 1)];
}

function drawPanel(
  Plot: typeof PlotModule,
  { title, x, y, series }: FigurePanel,
  colourOf: (name: string) => string,
  document: object,
  height: number,
): DrawnElement {
  // Where a title would run into the label of its axis, the label is set a line lower: see `isCrowded`.
  const above = height - panelHeight;
  const { label, ...vertical } = scaleOf(y);
  const place = { frameAnchor: 'top-left', dx: 4 - marginLeft, dy: -20 } as const;
  const below = above > 0 ? [Plot.text([label as string], place)] : [];
  const marks = series.flatMap(({ name, kind, points }): PlotModule.Markish[] => {
    const shown = points.filter((point) => canBeDrawn(point, x, y));
    const stroke = colourOf(name);
    if (kind !== 'measured')
      return [
        Plot.line(shown, { x: 'x', y: 'y', stroke, strokeWidth: 1.6, ...(kind === 'bound' && { strokeDasharray: '5 4' }) }),
      ];
    const intervals = shown.filter(({ low, high }) => isDrawn(low, y) && isDrawn(high, y));
    return [
      Plot.line(shown, { x: 'x', y: 'y', stroke, strokeWidth: 1, strokeOpacity: 0.45 }),
      Plot.ruleX(intervals, { x: 'x', y1: 'low', y2: 'high', stroke, strokeWidth: 1.4 }),
      Plot.dot(shown, { x: 'x', y: 'y', fill: stroke, r: shown.length > 40 ? 1.6 : 2.6 }),
    ];
  });
  return Plot.plot({
    document: document as never,
    width: panelWidth,
    height,
    marginLeft,
    marginRight,
    marginTop: 34 + above,
    marginBottom: 40,
    style: { background: 'none', overflow: 'visible' },
    x: { ...scaleOf(x), labelAnchor: 'center', labelArrow: 'none' },
    y: { ...vertical, label: above > 0 ? null : label!, labelArrow: 'none', grid: true },
    marks: [
      Plot.frame({ stroke: '#ccc' }),
      Plot.text([title], { frameAnchor: 'top', dy: -24 - above, fontWeight: 600 }),
      ...below,
      ...marks,
    ],
  }) as unknown as DrawnElement;
}

/** Whether the title of a panel, which is in its middle, and the label of its vertical axis, which is at its left, take the same place. */
function isCrowded({ title, y }: FigurePanel): boolean {
  const middle = (marginLeft + panelWidth - marginRight) / 2;
  return 5.8 * y.label.length > middle - 3.3 * title.length;
}

function scaleOf({ label, scale, ticks }: FigureAxis): PlotModule.ScaleOptions {
  if (ticks !== undefined)
    return { label, type: scale === 'logarithmic' ? 'log' : 'linear', inset: 8, ticks, tickFormat: formatNumber };
  return scale === 'logarithmic'
    ? { label, type: 'log', nice: true, ticks: 5, tickFormat: powerOfTen }
    : { label, nice: true, ticks: 6 };
}

/** 0.001 → 10⁻³, from 0.1 to 100 as they are; ticks between powers of ten have no label. */
function powerOfTen(value: number): string {
  const exponent = Math.round(Math.log10(value));
  if (Math.abs(value - 10 ** exponent) > 1e-9 * value) return '';
  if (exponent >= -1 && exponent <= 2) return String(Number(value.toPrecision(3)));
  const digits = [...String(Math.abs(exponent))].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `10${exponent < 0 ? '⁻' : ''}${digits}`;
}

function canBeDrawn(point: FigurePoint, x: FigureAxis, y: FigureAxis): boolean {
  return isDrawn(point.x, x) && isDrawn(point.y, y);
}

function isDrawn(value: number | undefined, { scale }: FigureAxis): boolean {
  return value !== undefined && Number.isFinite(value) && (scale !== 'logarithmic' || value > 0);
}

/** Entries from left to right, in as many rows as they need. */
function drawLegend(
  series: readonly FigureSeries[],
  colourOf: (name: string) => string,
  width: number,
  top: number,
): { items: string[]; rows: number } {
  let [left, row] = [margin, 0];
  const items = series.map(({ name, kind }) => {
    const space = 34 + 6.4 * name.length + 18;
    if (left > margin && left + space > width - margin) [left, row] = [margin, row + 1];
    const [x, y] = [left, top + row * legendRow + 8];
    left += space;
    const colour = colourOf(name);
    const dashes = kind === 'bound' ? ' stroke-dasharray="5 4"' : '';
    const line = `<path d="M${x} ${y - 4}h26" stroke="${colour}" stroke-width="1.6"${dashes}/>`;
    const dot = kind === 'measured' ? `<circle cx="${x + 13}" cy="${y - 4}" r="3" fill="${colour}"/>` : '';
    return `${line}${dot}<text x="${x + 33}" y="${y}">${escape(name)}</text>`;
  });
  return { items, rows: series.length === 0 ? 0 : row + 1 };
}

/** Lines of at most this many characters, cut at spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!);
}
