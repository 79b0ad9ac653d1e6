import { seal } from './receiver-model.ts';

/** Whole numbers from 0 to below `below`, the same ones for the same seed (mulberry32). */
export type Draw = (below: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const mostBytes = 4096;
const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)]!;
const bytes = (draw: Draw, count: number): string =>
  String.fromCharCode(...Array.from({ length: count }, () => (draw(6) === 0 ? 0x7c : draw(256))));
const digits = (draw: Draw, count: number): string => Array.from({ length: count }, () => draw(10)).join('');

/** A sequence number as a sender might spell it: mostly near the expected one, and mostly plainly. */
function number(draw: Draw, expected: bigint): string {
  if (draw(12) === 0)
    return pick(draw, ['', ' ', '-', '1.5', '0x1', '1e3', 'x', '5_', '_5', '1__0', '\xd9\xa3', '5\0', '+ 5']);
  if (draw(40) === 0) return `${pick(draw, ['', '-', '+'])}${digits(draw, 1 + draw(pick(draw, [30, 500, 4080])))}`;
  const near = `${expected + BigInt(pick(draw, [0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, -1, -2, draw(200)]))}`;
  if (draw(4) > 0) return near;
  const [, sign, size] = /^(-?)(.*)$/.exec(near)!;
  const spelled = pick(draw, [`0${size}`, `000${size}`, `0_${size}`, size!.split('').join('_'), size!]);
  const signed = sign === '' ? `${pick(draw, ['', '+'])}${spelled}` : `-${spelled}`;
  return `${pick(draw, ['', ' ', '\t\n', '\x1c'])}${signed}${pick(draw, ['', ' ', '\r\n', '\v\f', '\xa0'])}`;
}

function mutate(draw: Draw, text: string): string {
  const at = draw(text.length + 1);
  switch (draw(6)) {
    case 0:
      return text.slice(0, at) + String.fromCharCode(draw(256)) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + pick(draw, ['|', '||', '\0', '-', ' ', '9']) + text.slice(at);
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + draw(4));
    case 3:
      return text.slice(0, at);
    case 4:
      return text.slice(at);
    default:
      return text + text.slice(at);
  }
}

/** A datagram that a receiver might meet: well-formed, malformed with a right checksum, corrupted, or noise. */
export function oddDatagram(draw: Draw, expected: bigint | undefined): string {
  if (draw(25) === 0) return bytes(draw, draw(60));
  const type =
    expected === undefined
      ? pick(draw, ['start', 'start', 'start', 'data', 'end'])
      : pick(draw, ['start', 'data', 'data', 'data', 'data', 'end', 'ack', 'sack', 'Data', '', 'stop']);
  const first = BigInt(pick(draw, ['0', '-3', '1', '97', '4294967294', '-100', '99999999999999999999']));
  const data = bytes(draw, draw(pick(draw, [1, 8, 8, 60, 60, 1500])));
  let unsealed = `${type}|${number(draw, expected ?? first)}|${draw(20) === 0 ? '' : `${data}|`}`;
  if (draw(12) === 0) unsealed = mutate(draw, unsealed);
  let text = seal(unsealed.slice(0, mostBytes - 10));
  if (draw(12) === 0) text = mutate(draw, text);
  if (draw(200) === 0) text += bytes(draw, 5000);
  return text.slice(0, mostBytes);
}
