import type { Document } from '../../suite/document.ts';

/** How a report is printed. */
export interface RenderOptions {
  readonly color: boolean;
  /** Only what failed, and one line. */
  readonly quiet: boolean;
  /** Stacks and claims as well. */
  readonly verbose: boolean;
  /** `elsewhere`: errors are shown beside the report, on standard error. */
  readonly errors: 'inside' | 'elsewhere';
}

/** One way of telling what a run found. It reads the document alone, so any stored run can be reported again. */
export interface Reporter {
  readonly name: string;
  readonly description: string;
  /** `data` is one machine-readable whole, so nothing else may be printed beside it. */
  readonly form: 'text' | 'data';
  /** The report; empty when there is nothing to tell. */
  render(document: Document, options: RenderOptions): string;
  /** Markdown for the page of a job on a continuous-integration service. */
  summarise?(document: Document): string;
}
