import { type Configuration, type ConfigurationInput, configuration } from './configuration.ts';

const random = (percent: number) => ({ model: 'random', percent }) as const;
const loss = (percent: number): ConfigurationInput['link'] => ({ clientToServer: { loss: random(percent) } });

/** 200 datagrams, one every 2 ms: for what is compared by its times. */
const timed = { clientToServer: { count: 200, size: 100, gapUs: 2000 } };
const jitter = (distribution: 'uniform' | 'normal' | 'pareto' | 'paretonormal'): ConfigurationInput => ({
  link: { clientToServer: { delay: '30ms', jitter: '10ms', distribution } },
  traffic: timed,
});

const inputs: Readonly<Record<string, ConfigurationInput>> = {
  'loss of 1 in 100': { link: loss(1) },
  'loss of 20 in 100': { link: loss(20) },
  'loss of 90 in 100': { link: loss(90) },
  'loss with a seed of 50 bits': { link: { ...loss(30), seed: 0x3_1415_9265_3589 } },
  'gemodel 5 25': { link: { clientToServer: { loss: { model: 'gemodel', p: 5, r: 25 } } } },
  'gemodel that loses in both states': {
    link: { clientToServer: { loss: { model: 'gemodel', p: 10, r: 40, oneMinusH: 70, oneMinusK: 3 } } },
  },
  '4-state': { link: { clientToServer: { loss: { model: 'state', p13: 5, p31: 30, p32: 20, p23: 40, p14: 2 } } } },
  duplicate: { link: { clientToServer: { duplicate: 15 } } },
  'loss and duplicate': { link: { clientToServer: { loss: random(20), duplicate: 20 } } },
  'gemodel and duplicate': {
    link: { clientToServer: { loss: { model: 'gemodel', p: 10, r: 30 }, duplicate: 25 } },
  },
  'corrupt and loss': { link: { clientToServer: { loss: random(10), corrupt: 15 } } },
  'loss both ways': {
    link: { clientToServer: { loss: random(15) }, serverToClient: { loss: { model: 'gemodel', p: 8, r: 40 } } },
    traffic: {
      clientToServer: { count: 400, size: 100, gapUs: 1000 },
      serverToClient: { count: 300, size: 200, gapUs: 1300 },
    },
  },
  'loss of several flows in turn': {
    link: loss(25),
    traffic: { clientToServer: { count: 400, size: 18, gapUs: 1000, flows: 4 } },
  },
  'loss of fragments': {
    link: loss(10),
    traffic: { clientToServer: { count: 150, size: 4000, gapUs: 2000 } },
  },
  'delay 30 ms': { link: { clientToServer: { delay: '30ms' } }, traffic: timed },
  'jitter uniform': jitter('uniform'),
  'jitter normal': jitter('normal'),
  'jitter pareto': jitter('pareto'),
  'jitter paretonormal': jitter('paretonormal'),
  'reorder with a gap of 5': {
    link: { clientToServer: { delay: '40ms', reorder: { percent: 25, gap: 5 } } },
    traffic: timed,
  },
  'reorder loss and duplicate': {
    link: { clientToServer: { delay: '40ms', loss: random(10), duplicate: 10, reorder: { percent: 30 } } },
    traffic: timed,
  },
  // Frames of 60 bytes at 4 ms each, so that a byte more or less is seen; the queue grows while a burst comes in.
  rate: {
    link: { clientToServer: { rate: { bitsPerSecond: '120kbit' } } },
    traffic: { clientToServer: { count: 100, size: 18, gapUs: 100_000, burst: 20 } },
  },
  'rate with overhead and delay': {
    link: { clientToServer: { delay: '20ms', rate: { bitsPerSecond: '200kbit', packetOverhead: 40 } } },
    traffic: { clientToServer: { count: 100, size: 18, gapUs: 100_000, burst: 20 } },
  },
  'rate and a short queue': {
    link: { clientToServer: { rate: { bitsPerSecond: '40kbit' }, limit: 8 } },
    // Of 200 ms each, so that how long a burst takes to come in does not matter, even on a busy machine.
    traffic: { clientToServer: { count: 60, size: 958, gapUs: 2_400_000, burst: 30 } },
    lingerMs: 2000,
  },
  'delay and a short queue': {
    link: { clientToServer: { delay: '500ms', limit: 25 } },
    traffic: { clientToServer: { count: 120, size: 100, gapUs: 1_200_000, burst: 40 } },
    lingerMs: 1000,
  },
  'all at once': {
    link: {
      clientToServer: {
        ...{ delay: '30ms', jitter: '5ms', distribution: 'normal', loss: random(10), duplicate: 10 },
        ...{ reorder: { percent: 20 }, rate: { bitsPerSecond: '5mbit' } },
      },
      serverToClient: { delay: '10ms', loss: { model: 'gemodel', p: 5, r: 30 }, duplicate: 5 },
    },
    traffic: { ...timed, serverToClient: { count: 200, size: 60, gapUs: 2000 } },
  },
};

/** What is compared between kernel netem and the emulator. */
export const configurations: readonly Configuration[] = Object.entries(inputs).map(([name, input]) =>
  configuration(name, input),
);
