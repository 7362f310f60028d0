import type { Setting } from '../../falsification/setting.ts';
import type { Evaluate, Task, TaskResult } from '../../falsification/task.ts';

/** What a setting is to the conjecture that is tried on it. */
export interface Told {
  /** What is not plain of it. */
  readonly words: string;
  /** The hypotheses that it breaks; none inside the claimed domain. */
  readonly breaches: readonly string[];
}

/** One question of a campaign, and the answer. */
export interface Examined extends Told {
  /** −1 stands for the corpus, which is tried before the islands. */
  readonly island: number;
  /** From 0, in the order in which its island asked. */
  readonly number: number;
  readonly task: Task;
  readonly result: TaskResult;
}

/** Notes what a campaign asks and is answered. */
export interface Examinations {
  noting(island: number | 'corpus', evaluate: Evaluate): Evaluate;
  /** Everything that was answered: island by island, in the order in which it was asked, whatever came first. */
  all(tell: (setting: Setting) => Told): readonly Examined[];
}

/** Notes, from now on. */
export function noteExaminations(): Examinations {
  const islands = new Map<number, Omit<Examined, keyof Told>[]>();
  return {
    noting(island, evaluate) {
      const index = island === 'corpus' ? -1 : island;
      const noted: Omit<Examined, keyof Told>[] = [];
      islands.set(index, noted);
      let asked = 0;
      return async (task) => {
        const number = asked++;
        const result = await evaluate(task);
        noted.push({ island: index, number, task, result });
        return result;
      };
    },
    all: (tell) =>
      [...islands]
        .sort(([a], [b]) => a - b)
        .flatMap(([, noted]) => noted.toSorted((a, b) => a.number - b.number))
        .map((each) => ({ ...each, ...tell(each.task.setting) })),
  };
}
