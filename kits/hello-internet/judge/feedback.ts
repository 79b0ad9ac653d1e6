import type { Feedback, Outcome } from '@gradewire/core';
import { saysPythonTwo } from '../../judge/python-two-words.ts';

/** What feedback texts may speak of. Student bytes come quoted already. */
export interface Facts {
  /** `the go client`, `our reference client`, … */
  readonly client: string;
  readonly server: string;
  readonly port: number;
  readonly otherPort: number | null;
  readonly greeting: string;
  readonly reply: string;
  readonly replyBytes: number;
  /** What the client, and the server, printed last. */
  readonly clientSaid: string;
  readonly serverSaid: string;
  /** `exited with code 1`, `was ended by SIGSEGV`, … */
  readonly clientEnd: string;
  readonly serverEnd: string;
  /** How the program was called, or whom it met: a clause such as `where nobody listens`. */
  readonly situation: string;
  /** The arguments that it works with, e.g. `client HOST PORT`. */
  readonly calledWith: string;
  /** How many connections got a reply. */
  readonly served: number;
  /** How long the client waited before it gave up. Milliseconds. */
  readonly waitedMs: number;
}

const said = (text: string) => (text === '' ? ' without a word' : ` saying ${text}${pythonTwo(text)}`);
const pythonTwo = (text: string) => (saysPythonTwo(text) ? ': that is Python 2, and programs run with Python 3' : '');

/** Every feedback of the kit by its stable code: one sentence for a student. */
const texts = {
  // The server never got as far as listening.
  'server-not-started': (f) => `${f.server} could not be started: ${f.serverEnd}`,
  'server-exits-at-start': (f) =>
    `${f.server} ${f.serverEnd} before it listened on port ${f.port},${said(f.serverSaid)}`,
  'server-not-listening': (f) =>
    `${f.server} runs but never listens on port ${f.port}: bind to the port and listen before anything that waits`,
  'server-fixed-port': (f) =>
    `${f.server} listens on port ${f.otherPort} although it was told ${f.port}: take the port from the arguments`,
  'server-extra-argument': (f) =>
    `${f.server} starts only with a second argument (a backlog): the port must be enough, so choose the backlog yourself`,
  'server-other-arguments': (f) =>
    `${f.server} starts only when it is called with "${f.calledWith}": it should take "PORT" and nothing else`,
  'server-loopback-only': (f) =>
    `${f.server} listens on 127.0.0.1 only, where no other machine can reach it: bind to 0.0.0.0`,
  // The client never got as far as connecting.
  'client-not-started': (f) => `${f.client} could not be started: ${f.clientEnd}`,
  'client-fixed-port': (f) =>
    `${f.client} connects to port ${f.otherPort} although it was told ${f.port}: take the port from the arguments`,
  'client-fixed-address': (f) =>
    `${f.client} says ${f.clientSaid} but never knocked at the address it was given: take the host from the arguments instead of a fixed one such as 127.0.0.1`,
  'client-never-connects': (f) =>
    `${f.client} never tries to connect to the address it was given and ${f.clientEnd},${said(f.clientSaid)}`,
  'client-needs-address': (f) =>
    `${f.client} works with an address but not with a host name: given "server" it ${f.clientEnd},${said(f.clientSaid)}; look the name up before connecting`,
  // Connecting.
  'server-gone': (f) => `${f.server} ${f.serverEnd}, so ${f.client} finds nobody listening,${said(f.serverSaid)}`,
  'server-serves-one-client': (f) =>
    `${f.server} serves one client and then ends: after closing a connection it must accept the next one`,
  'server-does-not-accept': (f) =>
    `${f.server} listens on port ${f.port} but the connection of ${f.client} is not accepted`,
  // The greeting.
  'client-sends-nothing': (f) =>
    `${f.client} connects but sends nothing and ${f.clientEnd}: the client speaks first, with "Hello in <language>"`,
  'client-greeting-not-hello': (f) => `${f.client} sends ${f.greeting} instead of "Hello in <language>"`,
  'client-leaves-early': (f) =>
    `${f.client} closes the connection before the reply comes: wait for it, however long the server thinks`,
  // The reply.
  'server-waits-for-newline': (f) =>
    `${f.server} waits for a newline that the protocol does not promise, so ${f.client}, which sends ${f.greeting}, gets no reply`,
  'server-waits-for-end-of-file': (f) =>
    `${f.server} reads until the client closes, but ${f.client} keeps the connection open for the reply to ${f.greeting}: reply as soon as the greeting is there`,
  'server-never-replies': (f) => `${f.server} takes ${f.greeting} from ${f.client} and never replies`,
  'server-closes-without-reply': (f) => `${f.server} closes the connection without a reply to ${f.greeting}`,
  'server-resets': (f) =>
    `${f.server} resets the connection with ${f.client}: read the greeting, reply, and only then close`,
  'server-crashes': (f) => `${f.server} ${f.serverEnd} while it serves ${f.client},${said(f.serverSaid)}`,
  'server-answers-too-early': (f) =>
    `${f.server} takes the first bytes of the greeting for all of it: a message may come in several segments, so read on`,
  'server-needs-open-client': (f) =>
    `${f.server} does not reply once the client has ended its own side of the connection: such a client can still read, so reply to what it said`,
  'server-exits-on-half-close': (f) =>
    `${f.server} ${f.serverEnd} without a reply when the client ended its own side of the connection: such a client can still read, so reply, and serve the next one`,
  'reply-echo': (f) => `${f.server} sends the greeting back (${f.reply}) instead of "Goodbye in <language>"`,
  'reply-not-goodbye': (f) => `${f.server} replies ${f.reply} instead of "Goodbye in <language>"`,
  'server-keeps-open': (f) =>
    `${f.server} replies ${f.reply} but leaves the connection open, so ${f.client} cannot know that this was all: close it after the reply`,
  // After the reply.
  'client-waits-for-newline': (f) =>
    `${f.client} waits for a newline that the protocol does not promise: it got ${f.reply} and the end of the connection, and ${f.clientEnd}`,
  'client-never-ends': (f) =>
    `${f.client} got ${f.reply} and the end of the connection, and does not end: stop reading when nothing more comes`,
  'client-stops-reading': (f) =>
    `${f.client} leaves after ${f.reply}, before ${f.server} has sent the rest: one receive may return a part, so read until the connection ends`,
  'client-prints-nothing': (f) => `${f.client} got ${f.reply} but does not print it, and ${f.clientEnd}`,
  'client-prints-part': (f) =>
    `${f.client} prints only a part of the ${f.replyBytes} bytes of the reply: one receive may return a part, so read until the connection ends`,
  'client-prints-pieces': (f) =>
    `${f.client} breaks the line after each piece that it receives: print the pieces as they are, and a newline only at the end`,
  'client-exit-code': (f) => `${f.client} prints the reply but ${f.clientEnd}: after a success it must be 0`,
  'client-crashes': (f) => `${f.client} ${f.clientEnd},${said(f.clientSaid)}`,
  'server-dies-after': (f) =>
    `${f.server} replies and then ${f.serverEnd},${said(f.serverSaid)}: a server ends only when it is killed`,
  // Slips that cost a little and hide nothing.
  'spelling-reply': (f) => `${f.server} replies ${f.reply}; the protocol spells it "Goodbye in <language>"`,
  'spelling-greeting': (f) => `${f.client} greets with ${f.greeting}; the protocol spells it "Hello in <language>"`,
  'client-excess-output': (f) => `${f.client} prints more than the reply, for example ${f.clientSaid}`,
  'client-other-arguments': (f) =>
    `${f.client} works only when it is called with "${f.calledWith}": it should take "HOST PORT" and nothing else`,
  // Usage; these speak of the program in question as the client, whichever side it is.
  'usage-no-error-code': (f) =>
    `${f.situation}, ${f.client} ${f.clientEnd},${said(f.clientSaid)}: an error must show in the exit code, which must not be 0`,
  'usage-silent': (f) => `${f.situation}, ${f.client} ends without a word: say what is wrong and how it is called`,
  'usage-hangs': (f) =>
    `${f.situation}, ${f.client} does not end: report the error at once and exit with a code other than 0`,
  'usage-crashes': (f) => `${f.situation}, ${f.client} ${f.clientEnd} instead of reporting the error`,
  'usage-ignores-arguments': (f) =>
    `${f.situation}, ${f.client} listens all the same: check the arguments before anything else`,
  'usage-stack-trace': (f) =>
    `${f.situation}, ${f.client} reports the error as a stack trace: one line that a user understands is better`,
  // Robustness.
  'hostile-client-breaks-server': (f) =>
    `After ${f.situation}, ${f.server} no longer serves the next one: it ${f.serverEnd}${f.serverSaid === '' ? '' : `, saying ${f.serverSaid}`}`,
  'three-clients-not-served': (f) =>
    `Of three clients that connect at once, ${f.server} serves ${f.served === 0 ? 'none' : `only ${f.served}`}: accept the next connection when one is done`,
  informational: (f) => `For information, no points: ${f.situation}, ${f.client} ${f.clientEnd}`,
  'challenge-done': (f) => `${f.server} names the client's language and prints its address`,
  'challenge-not-attempted': (f) =>
    `${f.server} replies ${f.reply}; challenge mode would say "Goodbye Gradewire from <language>"`,
  'challenge-no-address': (f) =>
    `${f.server} names the client's language but its output does not show the client's address: print it, and end the line`,
  // Under weather.
  'client-gives-up-connecting': (f) =>
    `${f.client} gives up connecting to ${f.server} after ${f.waitedMs} ms: leave it to the system, which tries for about two minutes, or wait for several seconds`,
  'client-gives-up-waiting': (f) =>
    `${f.client} gives up ${f.waitedMs} ms after its greeting, before the reply of ${f.server} is there: an answer may take as long as the way is, so wait for several seconds or without a limit`,
  'weather-not-counted': (f) =>
    `Not counted: ${f.client} and ${f.server} were not done in time, which over a link that loses packets can be bad luck`,
  // Not run.
  'not-run-client': (f) => `Not run: ${f.client} does not work with the reference server yet`,
  'not-run-server': (f) => `Not run: ${f.server} does not work with the reference client yet`,
  'not-built-client': (f) => `Not run: ${f.client} could not be built`,
  'not-built-server': (f) => `Not run: ${f.server} could not be built`,
  // Out of bounds.
  'client-output-limit': (f) =>
    `${f.client} prints without end and was stopped after 1 MiB: a receive that returns nothing means that the connection has ended`,
  'server-output-limit': (f) =>
    `${f.server} prints without end and was stopped after 1 MiB: a receive that returns nothing means that the client has gone`,
  'client-out-of-memory': (f) => `${f.client} used more memory than it may: look for what grows in a loop`,
  'server-out-of-memory': (f) => `${f.server} used more memory than it may: look for what grows in a loop`,
} satisfies Record<string, (facts: Facts) => string>;

export type Code = keyof typeof texts;
export const codes = Object.keys(texts) as Code[];

/** What went wrong on one side of an exchange. */
export interface Finding {
  readonly side: 'client' | 'server';
  readonly outcome: Outcome;
  readonly code: Code;
  readonly text: string;
}

export function finding(side: Finding['side'], outcome: Outcome, code: Code, facts: Facts): Finding {
  return { side, outcome, code, text: say(code, facts).text };
}

export function say(code: Code, facts: Facts): Feedback {
  const text = texts[code](facts);
  return {
    code,
    text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`.replace(/,? {2,}/g, ' '),
  };
}
