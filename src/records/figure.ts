import { z } from 'zod';

/** A measured or predicted point, with the interval that belongs to it. */
export interface FigurePoint {
  readonly x: number;
  readonly y: number;
  /** Ends of the interval of y; both or neither. */
  readonly low?: number;
  readonly high?: number;
}

/** Points that belong together. */
export interface FigureSeries {
  /** What it is called in the legend; series of one name, in any panel, have one colour and one entry. */
  readonly name: string;
  /** `theory` is a line without points, `measured` points with intervals joined by a faint line, `bound` a dashed line. */
  readonly kind: 'theory' | 'measured' | 'bound';
  readonly points: readonly FigurePoint[];
}

/** One direction of a panel. */
export interface FigureAxis {
  /** What is shown, with its unit. */
  readonly label: string;
  /** Default: `linear`. On a logarithmic axis, points that are not positive are left out. */
  readonly scale?: 'linear' | 'logarithmic';
  /** The values that are labelled; default: round ones. */
  readonly ticks?: readonly number[];
}

/** A pair of axes with what is drawn between them. */
export interface FigurePanel {
  readonly title: string;
  readonly x: FigureAxis;
  readonly y: FigureAxis;
  readonly series: readonly FigureSeries[];
}

/** A figure as plain data: what a study or a campaign returns, and what is drawn of it. */
export interface Figure {
  readonly title: string;
  /** Can be read alone: what was run, how often, what the lines are. */
  readonly caption: string;
  /** From left to right, and then from top to bottom. */
  readonly panels: readonly FigurePanel[];
  /** Panels side by side; default 3. */
  readonly columns?: number;
}

const pointSchema = z.looseObject({
  x: z.number(),
  y: z.number(),
  low: z.number().optional(),
  high: z.number().optional(),
});
const seriesSchema = z.looseObject({
  name: z.string(),
  kind: z.enum(['theory', 'measured', 'bound']),
  points: z.array(pointSchema),
});
const axisSchema = z.looseObject({
  label: z.string(),
  scale: z.enum(['linear', 'logarithmic']).optional(),
  ticks: z.array(z.number()).optional(),
});

/** A figure as JSON. */
export const figureSchema: z.ZodType<Figure> = z.looseObject({
  title: z.string(),
  caption: z.string(),
  panels: z.array(z.looseObject({ title: z.string(), x: axisSchema, y: axisSchema, series: z.array(seriesSchema) })),
  columns: z.number().optional(),
});
