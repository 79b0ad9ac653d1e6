/** Shares of 2³² − 1, as netem and the emulator take them. */
export type LossModel =
  | { readonly kind: 'random'; readonly probability: number }
  | {
      readonly kind: 'gemodel';
      readonly p: number;
      readonly r: number;
      readonly oneMinusH: number;
      readonly oneMinusK: number;
    };

/** What a draw is for; the numbers are part of the emulator's hash. */
export const effects = { loss: 2, burst: 3 } as const;
export type Draw = (effect: number) => number;

/** The Gilbert–Elliott model's memory from packet to packet. */
export interface Chain {
  bad: boolean;
}

const all = 0xffffffff;
const share = (percent: number) => Math.round((percent / 100) * all);

export const randomLoss = (percent: number): LossModel => ({ kind: 'random', probability: share(percent) });

/** p: good → bad, r: bad → good, loss of 1−h in bad and 1−k in good; all in percent. */
export const gemodel = (p: number, r: number, oneMinusH = 100, oneMinusK = 0): LossModel => ({
  kind: 'gemodel',
  p: share(p),
  r: share(r),
  oneMinusH: share(oneMinusH),
  oneMinusK: share(oneMinusK),
});

/** Whether one packet is lost; advances `chain`. The loss test uses the state before the change, as netem's does. */
export function loses(model: LossModel, draw: Draw, chain: Chain): boolean {
  if (model.kind === 'random') return model.probability > 0 && model.probability >= draw(effects.loss);
  const wasBad = chain.bad;
  chain.bad = nextState(model, wasBad, draw(effects.burst));
  return losesIn(model, wasBad, draw(effects.loss));
}

export type Gemodel = Extract<LossModel, { kind: 'gemodel' }>;

export function nextState(model: Gemodel, bad: boolean, drawn: number): boolean {
  return drawn < (bad ? model.r : model.p) ? !bad : bad;
}

export function losesIn(model: Gemodel, bad: boolean, drawn: number): boolean {
  return bad ? drawn > all - model.oneMinusH : drawn < model.oneMinusK;
}

/** The share of packets in the bad state in the long run, in 2³² − 1. */
export const shareOfBad = (model: Gemodel) => (model.p / (model.p + model.r)) * all;

/** The share of packets lost in the long run, 0 to 1. */
export function meanLoss(model: LossModel): number {
  if (model.kind === 'random') return model.probability / all;
  return (model.r * model.oneMinusK + model.p * model.oneMinusH) / (model.p + model.r) / all;
}
