import { Impairment, type LossModel } from './impairment.ts';
import { correlationRefused, printPercent, printRate, printTime } from './units.ts';

export type TcNetem =
  | { readonly impairment: Impairment; readonly seed?: number }
  | { readonly problems: readonly string[] };

interface Words {
  readonly list: readonly string[];
  at: number;
}

const numeric = /^[+-]?\.?\d/;
const unsupported: Readonly<Record<string, string>> = {
  slot: 'is not offered: the link knows no slots',
  ecn: 'is not offered: a packet that is to be lost is lost, not marked',
};

function* numbers(words: Words, most: number): Generator<string> {
  for (let i = 0; i < most && numeric.test(words.list[words.at] ?? ''); i++) yield words.list[words.at++]!;
}

/** A word that tc must find next. Numbers that go on after all that netem has a use for are a correlation. */
class Refused extends Error {}

function next(words: Words, after: string): string {
  const word = words.list[words.at++];
  if (word === undefined) throw new Refused(`${after}: lacks its value`);
  return word;
}

function noCorrelation(words: Words, after: string): void {
  const word = words.list[words.at];
  if (word !== undefined && numeric.test(word)) throw new Refused(`${after}: "${word}" ${correlationRefused}`);
}

function count(word: string, after: string): number {
  const value = /^[+-]?(?:\d+|0x[0-9a-f]+)$/i.test(word) ? Number(word) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw new Refused(`${after}: "${word}" is not a whole number up to 2⁵³ − 1`);
  return value;
}

function lossFrom(words: Words): unknown {
  const model = words.list[words.at];
  if (model === 'gemodel' || model === 'state') {
    words.at++;
    const names = model === 'gemodel' ? ['p', 'r', 'oneMinusH', 'oneMinusK'] : ['p13', 'p31', 'p32', 'p23', 'p14'];
    const given = [...numbers(words, names.length)];
    if (given.length === 0) throw new Refused(`loss ${model}: lacks its value`);
    noCorrelation(words, `loss ${model}`);
    return { model, ...Object.fromEntries(given.map((value, index) => [names[index], value])) };
  }
  if (model === 'random') words.at++;
  const percent = next(words, 'loss');
  if (!numeric.test(percent)) throw new Refused(`loss: "${percent}" is not one of random, gemodel, state`);
  noCorrelation(words, 'loss');
  return { model: 'random', percent };
}

type Draft = Record<string, unknown> & { seed?: number; gap?: number };

function percentFrom(words: Words, name: string): string {
  const percent = next(words, name);
  noCorrelation(words, name);
  return percent;
}

function delayFrom(words: Words): Draft {
  const delay = next(words, 'delay');
  const [jitter] = [...numbers(words, 1)];
  noCorrelation(words, 'delay');
  return jitter === undefined ? { delay } : { delay, jitter };
}

function rateFrom(words: Words): Draft {
  const bitsPerSecond = next(words, 'rate');
  const [packetOverhead, cell] = [...numbers(words, 2)];
  if (cell !== undefined) throw new Refused(`rate: "${cell}" is a cell size, and the link sends no cells`);
  return { rate: { bitsPerSecond, packetOverhead: count(packetOverhead ?? '0', 'rate') } };
}

const clauses: Readonly<Record<string, (words: Words) => Draft>> = {
  limit: (words) => ({ limit: count(next(words, 'limit'), 'limit') }),
  delay: delayFrom,
  distribution: (words) => ({ distribution: next(words, 'distribution') }),
  loss: (words) => ({ loss: lossFrom(words) }),
  duplicate: (words) => ({ duplicate: percentFrom(words, 'duplicate') }),
  corrupt: (words) => ({ corrupt: percentFrom(words, 'corrupt') }),
  reorder: (words) => ({ reorder: { percent: percentFrom(words, 'reorder') } }),
  gap: (words) => ({ gap: count(next(words, 'gap'), 'gap') }),
  rate: rateFrom,
  seed: (words) => ({ seed: count(next(words, 'seed'), 'seed') }),
};
const synonyms: Readonly<Record<string, string>> = { latency: 'delay', drop: 'loss' };

/** What follows `netem`; a line without it must consist of netem's words alone. */
function netemWords(line: string): Words {
  const list = line.trim().split(/\s+/).filter(Boolean);
  const at = list.indexOf('netem');
  if (at > 0 && !list.slice(0, at).includes('qdisc')) {
    throw new Refused(`"${list.slice(0, at).join(' ')}" before netem is not a tc qdisc command`);
  }
  return { list, at: at + 1 };
}

function draftFrom(line: string): Draft {
  const words = netemWords(line);
  const draft: Draft = {};
  const seen = new Set<string>();
  while (words.at < words.list.length) {
    const word = words.list[words.at++]!;
    const name = Object.hasOwn(synonyms, word) ? synonyms[word]! : word;
    const clause = Object.hasOwn(clauses, name) ? clauses[name] : undefined;
    if (!clause) {
      const why = Object.hasOwn(unsupported, word)
        ? unsupported[word]
        : `is not a word of netem; it knows ${Object.keys(clauses).join(', ')}`;
      throw new Refused(`"${word}" ${why}`);
    }
    if (seen.has(name)) throw new Refused(`"${word}" is given twice`);
    seen.add(name);
    Object.assign(draft, clause(words));
  }
  return draft;
}

/**
 * Reads what follows `netem` in `tc qdisc add … root netem …` (or that whole line): one direction's impairment, and the
 * seed if it is named. Synonyms and tc's defaults for what a loss model leaves out are known; abbreviations are not.
 */
export function parseTcNetem(line: string): TcNetem {
  try {
    const { seed, gap, ...draft } = draftFrom(line);
    if (gap !== undefined && draft.reorder === undefined) throw new Refused(`gap: ${gap} needs a reorder, as in netem`);
    if (seed !== undefined && seed < 0) throw new Refused(`seed: ${seed} is negative`);
    if (gap !== undefined) draft.reorder = { ...(draft.reorder as object), gap };
    const read = Impairment.safeParse(draft);
    if (!read.success) return { problems: read.error.issues.map((issue) => issue.message) };
    return seed === undefined ? { impairment: read.data } : { impairment: read.data, seed };
  } catch (error) {
    if (error instanceof Refused) return { problems: [error.message] };
    throw error;
  }
}

function lossArguments(loss: LossModel): string[] {
  if (loss.model === 'random') return ['loss', 'random', printPercent(loss.percent)];
  const values =
    loss.model === 'gemodel'
      ? [loss.p, loss.r, loss.oneMinusH, loss.oneMinusK]
      : [loss.p13, loss.p31, loss.p32, loss.p23, loss.p14];
  return ['loss', loss.model, ...values.map(printPercent)];
}

/**
 * The arguments of tc after `netem`. What netem cannot express (`beyondNetem`) is not among them. `uniform` is left out:
 * it is what netem does without a table.
 */
export function tcNetemArguments(it: Impairment, seed?: number): string[] {
  return [
    ...(it.limit === 1000 ? [] : ['limit', `${it.limit}`]),
    ...(it.delay > 0 ? ['delay', printTime(it.delay)] : []),
    ...(it.jitter > 0 ? [printTime(it.jitter)] : []),
    ...(it.distribution === 'uniform' ? [] : ['distribution', it.distribution]),
    ...(it.loss ? lossArguments(it.loss) : []),
    ...(it.duplicate > 0 ? ['duplicate', printPercent(it.duplicate)] : []),
    ...(it.corrupt > 0 ? ['corrupt', printPercent(it.corrupt)] : []),
    ...(it.reorder ? ['reorder', printPercent(it.reorder.percent), 'gap', `${it.reorder.gap}`] : []),
    ...(it.rate ? ['rate', printRate(it.rate.bitsPerSecond)] : []),
    ...(it.rate && it.rate.packetOverhead !== 0 ? [`${it.rate.packetOverhead}`] : []),
    ...(seed === undefined ? [] : ['seed', `${seed}`]),
  ];
}

/** The same as one line, for people. */
export const printTcNetem = (impairment: Impairment, seed?: number): string =>
  tcNetemArguments(impairment, seed).join(' ');
