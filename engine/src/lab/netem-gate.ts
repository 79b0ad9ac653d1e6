import { InfrastructureFault } from '@gradewire/core';
import type { StandingSandbox } from '../sandbox/standing.ts';
import { toolRequest } from '../sandbox/tool-request.ts';
import { inNetworkOf } from './wiring.ts';

/** How the kernel shuts a link's two ports: a filter also counts what it drops; a port's state every bridge has. */
export type GateKind = 'filter' | 'port state';

/** What shuts a link of the kernel's to all that comes in; what is in it by then still arrives. */
export interface NetemGate {
  readonly kind: GateKind;
  /** Resolves when the kernel has done it. Throws InfrastructureFault. */
  set(shut: boolean): Promise<void>;
  end(): Promise<void>;
}

/** The lines for one port, and what its tool says once the kernel has done them. */
interface Tool {
  readonly lines: (port: string, shut: boolean) => readonly string[];
  readonly show: (port: string) => string;
  readonly done: (line: string, shut: boolean) => boolean;
}

/** A classic BPF program of one instruction: return 2, TC_ACT_SHOT. */
const dropAll = '1,6 0 0 2,';

const tools: Readonly<Record<GateKind, Tool>> = {
  filter: {
    lines: (port, shut) =>
      shut
        ? [`filter add dev ${port} ingress protocol all pref 1 bpf da bytecode "${dropAll}"`]
        : [`filter del dev ${port} ingress pref 1`],
    show: (port) => `qdisc show dev ${port}`,
    // tc ends at the first line that fails: when it goes on to show, all before it is done.
    done: (line) => line.startsWith('qdisc ingress '),
  },
  'port state': {
    // 0 is disabled, 3 forwarding. (`ip link set … type bridge_slave state` is accepted and does nothing.)
    lines: (port, shut) => [`link set dev ${port} state ${shut ? 0 : 3}`],
    show: (port) => `link show dev ${port}`,
    done: (line, shut) => line.includes(` state ${shut ? 'disabled' : 'forwarding'} `),
  },
};

const answerMs = 5000;

/**
 * Starts the tool that stays beside the link, in the helper container, and takes a line when a blackout begins or ends: to
 * start one then would take as long as a busy machine likes. Throws InfrastructureFault.
 */
export async function startGate(
  links: StandingSandbox,
  wiring: StandingSandbox,
  client: string,
  server: string,
): Promise<NetemGate> {
  let said = '';
  let unfinished = '';
  let waiting: { isAnswer: (line: string) => boolean; answer: PromiseWithResolvers<string> } | undefined;
  const request = toolRequest(inNetworkOf(links, ['gradewire-netem', 'gate', client, server]), 0, {
    environment: { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin' },
    wallMs: 0,
    outputBytes: 8 << 20,
  });
  const program = wiring.run(request, (stream, bytes) => {
    said = (said + bytes.toString()).slice(-500);
    if (stream === 2) return;
    const lines = (unfinished + bytes.toString()).split('\n');
    unfinished = lines.pop()!;
    for (const line of lines) {
      if (waiting?.isAnswer(line)) waiting.answer.resolve(line);
    }
  });
  const fault = (how: string) =>
    new InfrastructureFault(
      `what shuts the link between ${client} and ${server} failed (${how}): ${said.trim().replaceAll('\n', '; ')}`,
    );

  async function answerTo(lines: readonly string[], isAnswer: (line: string) => boolean): Promise<string> {
    const answer = Promise.withResolvers<string>();
    waiting = { isAnswer, answer };
    program.ended.then(({ cause, code }) => answer.reject(fault(`${cause} ${code}`)), answer.reject);
    const timer = setTimeout(() => answer.reject(fault('no answer')), answerMs);
    try {
      if (lines.length > 0) program.write(Buffer.from(`${lines.join('\n')}\n`)).catch(answer.reject);
      return await answer.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  async function end() {
    program.end();
    await program.ended.catch(() => {});
  }
  try {
    const kind = (await answerTo([], (line) => line in tools)) as GateKind;
    const { lines, show, done } = tools[kind];
    const ports = [client, server];
    return {
      kind,
      end,
      async set(shut) {
        await answerTo([...ports.flatMap((port) => lines(port, shut)), show(server)], (line) => done(line, shut));
      },
    };
  } catch (error) {
    program.kill();
    throw error;
  }
}
