import { gemodel, type LossModel, randomLoss } from './loss-model.ts';
import { type Habits, reference } from './sender.ts';
import type { Climate } from './weather.ts';

export type Setting = Omit<Climate, 'loss'>;

const families = [['start', 'data', 'end'], ['ack']];

/** What is compared, by name. */
export const settings = {
  stream: { keying: 'stream' },
  flow: { keying: 'flow' },
  message: { keying: 'message', families },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settings;
export const settingNames = Object.keys(settings) as SettingName[];

/** What is compared with the reference, by name. */
export const students: Readonly<Record<string, Habits>> = {
  'start sent twice': { ...reference, duplicated: 0 },
  'first data sent twice': { ...reference, duplicated: 1 },
  'stray packet first': { ...reference, stray: true },
  'timers on a 50 ms tick': { ...reference, tickMs: 50 },
  'go-back-N': { ...reference, goBackN: true },
  'fast retransmit': { ...reference, fastAfter: 3 },
  'stop-and-wait': { ...reference, window: 1 },
};

type Both = readonly [LossModel, LossModel];
const both = (loss: LossModel): Both => [loss, loss];

/** The same in both directions. */
export const climates: Readonly<Record<string, Both>> = {
  'loss 10 %': both(randomLoss(10)),
  'loss 30 %': both(randomLoss(30)),
  'loss 50 %': both(randomLoss(50)),
  'gemodel 5/25': both(gemodel(5, 25)),
  'gemodel 20/20': both(gemodel(20, 20)),
};

/** For what the acknowledgements' fates add. */
export const acksSafe: Both = [randomLoss(30), randomLoss(0)];

/** Data packets in a transfer: some 58 kB. */
export const packets = 40;
