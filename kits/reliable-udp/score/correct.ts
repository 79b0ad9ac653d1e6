import type { Feedback, Verdict } from '@gradewire/core';
import type { DraftLine, Part } from '../../score/lines.ts';
import type { Config } from '../config.ts';
import { isWanted, seededCases } from '../plan/case-ids.ts';
import { catalogue } from '../plan/catalogue.ts';
import type { Topic } from '../plan/spec.ts';
import type { Results } from './results.ts';

const titles: Readonly<Record<Topic, string>> = {
  files: 'Files of every kind arrive as they were sent',
  loss: 'Loss, bursts and blackouts',
  corruption: 'Corruption',
  disorder: 'Reordering and duplication',
  delay: 'Delay, jitter and a short queue',
  named: 'Single packets lost or late',
  everything: 'Everything at once',
};

/** A line a topic; its cases share the points evenly, and a case's seeds share the case's. None where none is asked for. */
export function correctLines(config: Config, results: Results): DraftLine[] {
  return (Object.keys(titles) as Topic[]).flatMap((topic): DraftLine[] => {
    const specs = catalogue
      .filter((spec) => spec.topic === topic)
      .map((spec) => seededCases(config, spec).filter(({ id }) => isWanted(config, id, spec.public === true)))
      .filter((seeds) => seeds.length > 0);
    const parts = specs.flatMap((seeds) =>
      seeds.map(({ id }): Part => {
        const verdict = results.verdicts.get(id);
        const earned = verdict?.outcome === 'passed' ? 1 : 0;
        return {
          case: id,
          share: 1 / (specs.length * seeds.length),
          earned,
          reasons: earned ? [] : reasonsOf(verdict, results),
        };
      }),
    );
    const line = { id: `correct/${topic}`, title: titles[topic], kind: 'automatic' } as const;
    return parts.length === 0 ? [] : [{ ...line, maxPoints: config.points.correct[topic], parts }];
  });
}

/** The cause alone: what else there is to say of a case has lines of its own. */
export function reasonsOf(verdict: Verdict | undefined, { notRun }: Results): Feedback[] {
  return verdict === undefined ? [notRun] : verdict.feedback.slice(0, 1);
}
