import type { Feedback } from '@gradewire/core';

/** What the sentences are made of. Texts are ready to be shown; numbers of times are seconds. */
export interface Facts {
  /** How the process ended: `exited with code 1`. */
  readonly end: string;
  /** The last thing that it said, quoted; empty if it was silent. */
  readonly said: string;
  /** `packet 14 at 1.532 s: data 9`, `… makes 6 outstanding, where 5 are the most`; empty where none is to be named. */
  readonly packet: string;
  /** What completes the sentence: a mistaken checksum, an encoding, a form of arguments. */
  readonly detail: string;
  /** Bytes that were sent to be received, that were received, and that agree from the start. */
  readonly bytes: number;
  readonly received: number;
  readonly agree: number;
  readonly seconds: number;
  readonly count: number;
  /** In how many cases those were counted. */
  readonly cases: number;
  readonly ratio: number;
}

const said = ({ said: words }: Facts) => (words === '' ? ', without a word' : `, saying ${words}`);
const at = ({ packet }: Facts) => (packet === '' ? '' : ` (${packet})`);
const over = ({ cases }: Facts) => (cases > 1 ? ` in ${cases} cases` : '');
const tenths = (value: number) => value.toFixed(1);

const texts = {
  // Nothing was sent.
  'not-started': (f) => `The sender ${f.end}`,
  'python-2': (f) =>
    `The sender is written for Python 2 and cannot run with Python 3, which says ${f.said}: port it, 2to3 helps`,
  'wrong-arguments': (f) =>
    `Called as "-f FILE -a ADDRESS -p PORT", the sender sends nothing and ${f.end}${said(f)}: take the documented options`,
  'wrong-port': (f) =>
    `The sender sends packets, but none to the port that it is told with -p; it ${f.end}${said(f)}: send to ADDRESS and PORT as given`,
  'crashes-at-start': (f) => `The sender ${f.end} before it sends anything${said(f)}`,
  'sends-nothing': (f) =>
    `No packet of the sender reaches the link; it ${f.end}${said(f)}${f.said === '' ? ': send to ADDRESS and PORT as given, not to 127.0.0.1' : ''}`,
  // Nothing was taken up.
  'wrong-format': (f) =>
    `The receiver cannot read what is sent${at(f)}: a message is type|number|data|checksum, its type start, data or end`,
  'no-start': (f) => `The receiver answers nobody who has not sent start first${at(f)}: begin with a start`,
  'new-ports': (f) =>
    `Packets come from ${f.count} ports${at(f)}: the receiver takes each port for another sender, and answers only where the start came from, so keep one socket for the whole transfer`,
  'wrong-checksum': (f) =>
    `The checksum is wrong${at(f)}${f.detail === '' ? '' : `; it looks like ${f.detail}`}: it must be the CRC-32 of all bytes up to and with the last "|", as an unsigned decimal number`,
  // It went wrong on the way.
  crashes: (f) => `The sender ${f.end} with ${f.agree} of ${f.bytes} bytes received${said(f)}`,
  'out-of-memory': (f) =>
    `The sender used more memory than it may, with ${f.agree} of ${f.bytes} bytes received: keep what is in flight, not more`,
  'output-limit': () => 'The sender prints without end and was stopped after 1 MiB: standard output is to stay empty',
  spins: (f) =>
    `The sender used up a minute of processor time, with ${f.agree} of ${f.bytes} bytes received: wait for packets and timers instead of asking all the time`,
  're-encoded': (f) => `The file arrives ${f.detail} instead of byte for byte: read, cut and send bytes, not text`,
  'cut-at-nul': (f) =>
    `From byte ${f.agree} on the file is wrong${at(f)}, where it holds a NUL: data end where the packet ends, so no function for strings may see them`,
  'cut-at-separator': (f) =>
    `From byte ${f.agree} on the file is wrong${at(f)}, where it holds a "|": data may contain it, only the first two and the last one separate`,
  'wrong-bytes': (f) =>
    `From byte ${f.agree} on, the ${f.received} bytes that arrive are not those of the file${at(f)}`,
  'too-long': (f) =>
    `The whole file of ${f.bytes} bytes arrives and ${f.received - f.agree} bytes more, which are not in it`,
  'too-short': (f) => `The sender ends the transfer when ${f.received} of ${f.bytes} bytes were sent${at(f)}`,
  'exits-incomplete': (f) =>
    `The sender exits with code 0 though only ${f.received} of ${f.bytes} bytes were received${at(f)}: stay until the end is acknowledged, and exit with another code after giving up`,
  'gives-up-early': (f) =>
    `The sender gives up: it ${f.end} when ${f.received} of ${f.bytes} bytes were received${said(f)}; the receiver had last been heard ${tenths(f.seconds)} s before`,
  hangs: (f) =>
    `With ${f.received} of ${f.bytes} bytes received the sender sends nothing any more${at(f)}: what is not acknowledged within 500 ms is sent again`,
  'trusts-damaged-acks': (f) =>
    `The sender believes a damaged acknowledgement${at(f)}: one whose checksum is wrong acknowledges nothing`,
  floods: (f) =>
    `The sender floods the link, with ${f.count} packets in ${tenths(f.seconds)} s, which are more than can be captured: send five packets, and each again only when its own 500 ms are over`,
  stuck: (f) =>
    `The sender goes on sending, but nothing new for ${tenths(f.seconds)} s, with ${f.received} of ${f.bytes} bytes received${at(f)}: send again the packet that the acknowledgements ask for`,
  'too-slow': (f) =>
    `All is well so far, but after ${tenths(f.seconds)} s only ${f.received} of ${f.bytes} bytes were received: keep five packets under way, and resend after 500 ms`,
  // The file is whole.
  'never-exits': (f) =>
    f.packet === ''
      ? `The file is whole and acknowledged, but the sender still runs ${tenths(f.seconds)} s later: it ends by itself when its end is acknowledged`
      : `The file is whole, but the end or its acknowledgement is lost, and the sender neither ends nor sends anything for ${tenths(f.seconds)} s${at(f)}: send the end again until it is acknowledged, then exit`,
  'leaves-before-end': (f) =>
    `The end is lost${at(f)}, and the sender ${f.end} instead of sending it again: stay until it is acknowledged`,
  'exit-code': (f) =>
    `The file is whole and acknowledged, but the sender ${f.end}${said(f)}: after a success the code is 0`,
  'crashes-at-end': (f) => `The file is whole, but then the sender ${f.end}${said(f)}`,
  'no-end': () => 'The file is whole, but no end was received: the receiver cannot know that this was all',
  'other-arguments': (f) =>
    `The sender works only when it is called with "${f.detail}": the assignment says "-f FILE -a ADDRESS -p PORT"`,
  prints: (f) => `The sender prints on standard output, for example ${f.detail}: it is to stay empty`,
  // Rules, each shown with the first packet.
  'window-of-six': (f) =>
    `The window is six packets instead of five; packets sent beyond it: ${f.count}${over(f)}; first ${f.packet}`,
  window: (f) =>
    `More than five packets are outstanding; packets sent beyond the window: ${f.count}${over(f)}; first ${f.packet}`,
  'packet-size': (f) =>
    `A message may have 1472 bytes; packets that have more: ${f.count}${over(f)}; first ${f.packet}`,
  'resends-acknowledged': (f) =>
    `What is acknowledged is sent again; packets sent in vain: ${f.count}${over(f)}; first ${f.packet}: an acknowledgement covers every lower number`,
  // Remarks on how it is done.
  'end-early': (f) =>
    `The end goes out before all data are acknowledged${at(f)}: allowed, but if it is lost twice somebody must still wait for it`,
  'changes-packets': (f) => `A packet is not the same when it is sent again${at(f)}: the receiver takes the newer one`,
  'numbers-wrong': (f) => `Sequence numbers count packets and rise by one from the start on${at(f)}`,
  'data-after-end': (f) => `Data come after the end${at(f)}: the end has the highest number`,
  'resends-all': (f) =>
    `When one timer runs out, packets are sent again whose own time has not come, ${f.count} times; first ${f.packet}: give every packet a timer`,
  // A case that was none.
  untried: (f) =>
    `Passed untried: the case is about ${f.detail}, and the transfer was over before one came${f.count > 0 ? `, after ${f.count} of them` : ''}`,
  // Giving up.
  'gives-up-too-soon': (f) =>
    `Without any answer the sender gives up after ${tenths(f.seconds)} s: delays and blackouts of several seconds occur, so try for ${f.detail} at least`,
  'never-gives-up': (f) =>
    `Without any answer the sender still runs after ${tenths(f.seconds)} s: give up after ${f.detail} at the latest and exit with a code other than 0`,
  'gives-up-with-0': (f) =>
    `Without any answer the sender gives up after ${tenths(f.seconds)} s, but with code 0: nobody learns that nothing arrived`,
  // Time and packets.
  slow: (f) =>
    `Right but slow: ${f.detail} takes ${tenths(f.ratio)} times as long as the reference sender on the same link`,
  'many-packets': (f) =>
    `Right but wasteful: ${f.detail} takes ${tenths(f.ratio)} times as many packets as the reference sender sends`,
  'no-measure': (f) => `Not measured: no acknowledgement of an end was seen in ${f.detail}`,
  // Extra credit.
  'extra-not-tried': (f) => `Not tried: called with ${f.detail} the sender does not deliver the file`,
  'sack-not-used': (f) => `Called with -k, the sender sends again what the receiver says it holds, ${f.count} times`,
  'sack-unseen': () => 'No gap was long enough to see whether selective acknowledgements are used',
  'timer-fixed': () =>
    'The retransmission timer does not follow the round trip: it is the same on a near and on a far link',
  'timer-unseen': () => 'Too few timeouts were seen to say whether the timer follows the round trip',
  'window-fixed': () => 'The window does not vary',
  'not-faster': (f) =>
    `The sender takes ${f.ratio.toFixed(2)} times as long as TCP over the same link (mean of ${f.count} races): ${f.detail}`,
  'race-not-run': () => 'Not run: the race with TCP is for senders that pass everything else',
  // Not run.
  'not-run': (f) => `Not run: ${f.detail}`,
} satisfies Record<string, (facts: Facts) => string>;

export type Code = keyof typeof texts;
export const codes = Object.keys(texts) as Code[];

const none: Facts = {
  end: '',
  said: '',
  packet: '',
  detail: '',
  bytes: 0,
  received: 0,
  agree: 0,
  seconds: 0,
  count: 0,
  cases: 1,
  ratio: 0,
};

export function say(code: Code, facts: Partial<Facts> = {}): Feedback {
  return { code, text: `${texts[code]({ ...none, ...facts })}.` };
}
