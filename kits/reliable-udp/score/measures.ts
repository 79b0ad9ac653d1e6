import type { Verdict } from '@gradewire/core';
import { type DraftLine, type Part, round } from '../../score/lines.ts';
import type { Config } from '../config.ts';
import { say } from '../judge/feedback.ts';
import { isMeasured, isWanted, seededCases } from '../plan/case-ids.ts';
import { catalogue } from '../plan/catalogue.ts';
import { reasonsOf } from './correct.ts';
import type { Results } from './results.ts';

interface Measure {
  readonly id: 'time' | 'packets';
  readonly title: string;
  readonly own: string;
  readonly reference: string;
  readonly code: 'slow' | 'many-packets';
}

const measures: readonly Measure[] = [
  {
    id: 'time',
    title: 'Time, beside the reference sender',
    own: 'completionMs',
    reference: 'referenceCompletionMs',
    code: 'slow',
  },
  {
    id: 'packets',
    title: 'Packets, beside the reference sender',
    own: 'packetsSent',
    reference: 'referencePacketsSent',
    code: 'many-packets',
  },
];

/**
 * Time and packets: for each measured case the sum over its seeds by the reference's sum, of the seeds that passed; what
 * did not pass earns nothing.
 */
export function measureLines(config: Config, results: Results): DraftLine[] {
  const specs = catalogue
    .map((spec) =>
      seededCases(config, spec).filter(
        ({ id }) => isMeasured(config, id) && isWanted(config, id, spec.public === true),
      ),
    )
    .filter((seeds) => seeds.length > 0)
    .map((seeds) => seeds.map(({ id }) => id));
  if (specs.length === 0) return [];
  return measures.map((measure) => ({
    id: measure.id,
    title: measure.title,
    maxPoints: config.points[measure.id],
    kind: 'automatic',
    parts: specs.flatMap((ids) => partsOf(config, results, measure, ids, specs.length)),
  }));
}

function partsOf(config: Config, results: Results, measure: Measure, ids: readonly string[], specs: number): Part[] {
  const pairs = ids.flatMap((id) => pairOf(results.verdicts.get(id), measure));
  const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
  const ratio = sum(pairs.map(({ own }) => own)) / sum(pairs.map(({ reference }) => reference));
  const earned = pairs.length === 0 ? 0 : shareFor(ratio, config[measure.id]);
  const name = ids[0]!.replace(/\/seed-\d+$/, '');
  return ids.map((id): Part => {
    const verdict = results.verdicts.get(id);
    const part = { case: id, share: 1 / (specs * ids.length) };
    if (verdict?.outcome !== 'passed') return { ...part, earned: 0, reasons: reasonsOf(verdict, results) };
    const flood = verdict.feedback.filter(({ code }) => code === 'floods');
    if (pairOf(verdict, measure).length === 0) {
      return { ...part, earned: 0, reasons: flood.length > 0 ? flood : [say('no-measure', { detail: name })] };
    }
    const missed = [
      ...(measure.id === 'packets' ? flood : []),
      say(measure.code, { detail: name, ratio: round(ratio) }),
    ];
    return { ...part, earned, reasons: earned < 1 ? missed : [] };
  });
}

function pairOf(verdict: Verdict | undefined, { own, reference }: Measure): { own: number; reference: number }[] {
  const [mine, other] = [verdict?.metrics[own], verdict?.metrics[reference]];
  if (verdict?.outcome !== 'passed' || mine === undefined || other === undefined) return [];
  return [{ own: mine, reference: other }];
}

/** 1 up to `fullAt`, 0 from `noneAt` on, in proportion between. */
export function shareFor(ratio: number, { fullAt, noneAt }: Config['time']): number {
  return Math.min(1, Math.max(0, (noneAt - ratio) / (noneAt - fullAt)));
}
