import type { Feedback, rudp } from '@gradewire/core';
import type { DraftLine } from '../../score/lines.ts';
import type { Config } from '../config.ts';
import { type Breached, breachesIn, sayBreach, sizeBreach, spuriousBreach, windowBreach } from '../judge/breaches.ts';
import { endingOf, printedBy } from '../judge/conduct.ts';
import { say } from '../judge/feedback.ts';
import { giveUpId, isWanted } from '../plan/case-ids.ts';
import { gate } from '../plan/catalogue.ts';
import { reasonsOf } from './correct.ts';
import type { Results } from './results.ts';

interface Finding {
  readonly earned: number;
  readonly reasons: readonly Feedback[];
  /** The case that shows it; the first one, if none does. */
  readonly case?: string | undefined;
}

const kept: Finding = { earned: 1, reasons: [] };

/** How the sender behaves, over all cases: each rule is broken once or not at all. */
export function rulesLines(config: Config, results: Results): DraftLine[] {
  const { rules } = config.points;
  const isOpen = results.isOpen;
  const line = (id: keyof typeof rules, title: string, found: () => Finding): DraftLine => {
    const { earned, reasons, case: at = gate.id } = isOpen ? found() : { earned: 0, reasons: [results.notRun] };
    const part = { case: at, share: 1, earned, reasons };
    return { id: `rules/${id}`, title, maxPoints: rules[id], kind: 'automatic', parts: [part] };
  };
  return [
    line('window', 'Never more than five packets outstanding', () => windowFinding(config, results)),
    line('exits', 'Ends by itself, with code 0', () => exitsFinding(config, results)),
    line('size', 'No message above 1472 bytes', () => ofBreach(results, 'size', sizeBreach)),
    ...(isWanted(config, giveUpId, false)
      ? [line('givesUp', 'Gives up when nobody answers', () => givesUpFinding(results))]
      : []),
    line('quiet', 'Standard output stays empty', () => quietFinding(results)),
    line('resends', 'Does not send again what is acknowledged', () =>
      ofBreach(results, 'spurious', (breaches) => spuriousBreach(config, breaches, packetsIn(results))),
    ),
  ];
}

function windowFinding(config: Config, results: Results): Finding {
  const found = ofBreach(results, 'window', (breaches) => windowBreach(config, breaches));
  if (found.reasons[0]?.code !== 'window-of-six') return found;
  const { rules, windowOfSix } = config.points;
  return { ...found, earned: rules.window === 0 ? 0 : Math.max(0, 1 - windowOfSix / rules.window) };
}

function ofBreach(
  { seen }: Results,
  rule: rudp.Rule,
  breached: (breaches: readonly rudp.Breach[]) => Breached | undefined,
): Finding {
  const found = [...seen].flatMap(([id, one]) => breachesIn(one, rule).map((breach) => ({ id, breach })));
  const broken = breached(found.map(({ breach }) => breach));
  if (broken === undefined) return kept;
  const at = found.find(({ breach }) => breach === broken.first)!.id;
  const { code, text } = sayBreach({ ...broken, cases: new Set(found.map(({ id }) => id)).size });
  return { earned: 0, reasons: [{ code, text: text.replace(/ first packet /, ` first in ${at}, packet `) }], case: at };
}

/** Half is left to a sender that ends by itself, but not well. */
function exitsFinding(config: Config, { seen }: Results): Finding {
  const endings = [...seen].map(([id, one]) => ({ id, ...endingOf(config, one) }));
  const worst = endings.find(({ how }) => how === 'never') ?? endings.find(({ how }) => how === 'badly');
  if (worst) return { earned: worst.how === 'badly' ? 0.5 : 0, reasons: [worst.feedback!], case: worst.id };
  return endings.some(({ how }) => how === 'well') ? kept : { earned: 0, reasons: [say('no-end')] };
}

function givesUpFinding(results: Results): Finding {
  const verdict = results.verdicts.get(giveUpId);
  if (verdict?.outcome === 'passed') return { ...kept, case: giveUpId };
  return { earned: 0, reasons: reasonsOf(verdict, results), case: giveUpId };
}

function quietFinding({ seen }: Results): Finding {
  for (const [id, one] of seen) {
    const printed = printedBy(one);
    if (printed) return { earned: 0, reasons: [printed], case: id };
  }
  return kept;
}

function packetsIn({ seen }: Results): number {
  return [...seen.values()].reduce((sum, { packets }) => sum + packets.length, 0);
}
