import type { IslandEvent } from '../falsification/island-report.ts';
import { formatCount } from '../report/format-number.ts';
import { showProgress } from './progress.ts';

/** Shows how a campaign goes. */
export interface CampaignProgress {
  observe(event: IslandEvent): void;
  stop(): void;
}

/** How a campaign is watched. */
export interface CampaignProgressOptions {
  readonly quiet: boolean;
  readonly islands: number;
  /** How much of the budget is used, from the replica-steps of an island. */
  share(steps: number): number;
}

/** Rate, best so far, what was found and the time left: one line that changes on a terminal, a plain line every 30 s elsewhere. */
export function campaignProgress(
  stream: NodeJS.WriteStream,
  { quiet, islands, share }: CampaignProgressOptions,
): CampaignProgress {
  const progress = showProgress(stream, quiet);
  const started = performance.now();
  const latest = new Map<number, IslandEvent>();
  return {
    observe(event) {
      latest.set(event.island, event);
      const events = [...latest.values()];
      const sum = (count: (each: IslandEvent) => number): number => events.reduce((total, each) => total + count(each), 0);
      const tried = sum((each) => each.tried);
      const perMinute = Math.round((60_000 * tried) / Math.max(1, performance.now() - started));
      const [best] = events.flatMap((each) => each.best ?? []).sort((a, b) => b.score - a.score);
      const parts = [
        `${formatCount(tried)} tried (${perMinute}/min)`,
        `${sum((each) => each.found.length)} found`,
        ...(best === undefined ? [] : [`best ${best.score.toPrecision(2)} tolerances with ${event.wordsOf(best.setting)}`]),
        event.activity,
      ];
      progress.update(Math.min(1, sum((each) => share(each.cost)) / islands), parts.join(', '));
    },
    stop: progress.stop,
  };
}
