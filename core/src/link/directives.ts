import type { Impairment, LossModel } from './impairment.ts';
import type { LinkProfile } from './profile.ts';
import { type LinkDirection, type LinkRule, prefixBytes } from './rule.ts';
import { nanoseconds, probability32 } from './units.ts';

const wireName: Readonly<Record<LinkDirection, string>> = { clientToServer: 'a2b', serverToClient: 'b2a' };

function lossWords(loss: LossModel): string {
  switch (loss.model) {
    case 'random':
      return `random ${probability32(loss.percent)}`;
    case 'gemodel':
      return ['gemodel', ...[loss.p, loss.r, loss.oneMinusH, loss.oneMinusK].map(probability32)].join(' ');
    case 'state':
      return ['state', ...[loss.p13, loss.p31, loss.p32, loss.p23, loss.p14].map(probability32)].join(' ');
  }
}

/** What netem does not draw for (probability 0) is left out; so is the usual limit. */
function* directionLines(direction: LinkDirection, it: Impairment): Generator<string> {
  const dir = wireName[direction];
  if (it.delay > 0) yield `${dir} delay ${nanoseconds(it.delay)} ${nanoseconds(it.jitter)} ${it.distribution}`;
  if (it.loss && !(it.loss.model === 'random' && it.loss.percent === 0)) yield `${dir} loss ${lossWords(it.loss)}`;
  if (it.duplicate > 0) yield `${dir} duplicate ${probability32(it.duplicate)}`;
  if (it.corrupt > 0) yield `${dir} corrupt ${probability32(it.corrupt)}`;
  if (it.reorder) yield `${dir} reorder ${probability32(it.reorder.percent)} ${it.reorder.gap}`;
  // tc truncates a rate to whole bytes per second.
  if (it.rate) yield `${dir} rate ${Math.floor(it.rate.bitsPerSecond / 8)} ${it.rate.packetOverhead}`;
  if (it.limit !== 1000) yield `${dir} limit ${it.limit}`;
  const visible = it.visibleCorruption;
  if (visible && visible.percent > 0) {
    yield `${dir} visible ${probability32(visible.percent)} ${visible.region} ${visible.kind}`;
  }
}

function ruleLine(rule: LinkRule): string {
  const prefix = rule.payloadPrefix === undefined ? '-' : prefixBytes(rule.payloadPrefix).toString('hex');
  const action = typeof rule.action === 'string' ? rule.action : `delay:${nanoseconds(rule.action.delayMs)}`;
  const nth = rule.nth === 'every' ? 0 : rule.nth;
  return `rule ${wireName[rule.direction]} ${rule.protocol} ${rule.class ?? '-'} ${prefix} ${nth} ${action}`;
}

/**
 * The profile as the emulator reads it: one directive a line, integers only (nanoseconds, bytes per second, probabilities
 * as netem's 32-bit integers). `a2b` is from client to server. The line `go`, which starts the link, is not among them.
 */
export function toDirectives(profile: LinkProfile): string[] {
  const { message } = profile;
  const separator = typeof message?.separator === 'string' ? message.separator.charCodeAt(0) : message?.separator;
  return [
    `seed ${profile.seed}`,
    `keying ${profile.keying}`,
    ...(message ? [`message ${separator} ${message.classField} ${message.sequenceField}`] : []),
    ...(message?.families ?? []).map((family) => `family ${family.join(' ')}`),
    ...directionLines('clientToServer', profile.clientToServer),
    ...directionLines('serverToClient', profile.serverToClient),
    ...[...profile.blackouts]
      .sort((a, b) => a.fromMs - b.fromMs)
      .map(({ fromMs, toMs }) => `blackout ${nanoseconds(fromMs)} ${nanoseconds(toMs)}`),
    ...profile.rules.map(ruleLine),
  ];
}
