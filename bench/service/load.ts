import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** What is asked, again and again. */
export interface Ask {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Base64; none for a GET. */
  readonly body?: string;
}

export interface Answered {
  readonly ok: boolean;
  /** From when it was due, or was sent before that, to the end of the answer: what waits in a queue of ours counts. */
  readonly ms: number;
}

/** An open loop: each request is sent in its turn when it is due, whether the ones before have been answered or not. */
export async function loadOf(asks: readonly Ask[], perSecond: number, seconds: number): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const total = Math.round(perSecond * seconds);
  const start = performance.now() + 50;
  const sending: Promise<Answered>[] = [];
  for (let at = 0; at < total; at++) {
    const due = start + (at * 1000) / perSecond;
    if (due > performance.now()) await pause(due - performance.now());
    // Timers are of whole milliseconds and may be early: what was not yet due is not counted off.
    sending.push(send(asks[at % asks.length]!, agent, Math.min(due, performance.now())));
  }
  const answers = await Promise.all(sending);
  agent.destroy();
  return answers;
}

function send({ url, method, headers, body }: Ask, agent: Agent, due: number): Promise<Answered> {
  return new Promise((resolve) => {
    const finish = (ok: boolean) => resolve({ ok, ms: performance.now() - due });
    const sent = request(url, { method, headers, agent }, (response) => {
      response.resume().on('end', () => finish(response.statusCode! < 300));
    });
    sent.on('error', () => finish(false));
    sent.end(body === undefined ? undefined : Buffer.from(body, 'base64'));
  });
}
