import type { FigurePanel, FigureSeries } from '../records/figure.ts';

/**
 * A panel of a figure.
 *
 * @param logarithmic axes on which equal ratios are equal distances
 */
export function panel(
  title: string,
  { x, y, logarithmic = '' }: { readonly x: string; readonly y: string; readonly logarithmic?: '' | 'x' | 'y' | 'xy' },
  series: readonly FigureSeries[],
): FigurePanel {
  const scale = (axis: string): 'linear' | 'logarithmic' => (logarithmic.includes(axis) ? 'logarithmic' : 'linear');
  return { title, x: { label: x, scale: scale('x') }, y: { label: y, scale: scale('y') }, series };
}
