import { escapeMarkup } from '../markup.ts';
import { type Ladder, shortMs } from './ladder.ts';
import { layOut, lostLean, noteHeight, type Pause, type PlacedRow } from './ladder-layout.ts';

const width = 940;
const senderX = 350;
const receiverX = 690;
const top = 52;
const longestText = 52;

/** Only classes of its own, no ids, no script: several may stand in one page. */
const style = `
.gw-ladder{--paper:#fff;--ink:#1f2328;--faint:#6a737d;--packet:#0550ae;--ack:#116329;--lost:#b3261e;--damaged:#9a5b00;
--mark:#fff3c4;background:var(--paper);font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media (prefers-color-scheme:dark){.gw-ladder{--paper:#0d1117;--ink:#e6edf3;--faint:#8b949e;--packet:#79c0ff;
--ack:#7ee787;--lost:#ff8f85;--damaged:#f0b35c;--mark:#4a3a06}}
.gw-ladder text{fill:var(--ink)}
.gw-ladder .gw-paper{fill:var(--paper)}
.gw-ladder .gw-head{font-weight:600}
.gw-ladder .gw-faint{fill:var(--faint)}
.gw-ladder .gw-life{stroke:var(--faint);stroke-width:1.5}
.gw-ladder .gw-mark{fill:var(--mark)}
.gw-ladder .gw-note{font-weight:600;font-size:11px}
.gw-ladder path{fill:none;stroke-width:1.4}
.gw-ladder .gw-packet{stroke:var(--packet)}
.gw-ladder .gw-ack{stroke:var(--ack)}
.gw-ladder .gw-lost{stroke:var(--lost)}
.gw-ladder .gw-damaged{stroke:var(--damaged);stroke-dasharray:6 3}
.gw-ladder .gw-over{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round;font-size:11px}
.gw-ladder text.gw-over.gw-lost{fill:var(--lost);stroke:var(--paper)}
.gw-ladder text.gw-over.gw-damaged{fill:var(--damaged);stroke:var(--paper);stroke-dasharray:none}`;

/**
 * The ladder as an SVG image: sender left, receiver right, time downwards and not to scale, an arrow for each copy from
 * where it was sent to where it arrived; lost packets end in a cross. Follows the reader's light or dark scheme.
 */
export function ladderSvg(diagram: Ladder, title = 'Packets between sender and receiver'): string {
  const { rows, pauses, height: bottom } = layOut(diagram, top);
  const height = bottom + (diagram.after > 0 ? 46 : 26);
  const life = (x: number) => `<line class="gw-life" x1="${x}" y1="${top - 14}" x2="${x}" y2="${bottom + 12}"/>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="gw-ladder" width="${width}" height="${height}"` +
      ` viewBox="0 0 ${width} ${height}" role="img"><title>${escaped(title, 200)}</title><style>${style}</style>`,
    `<rect class="gw-paper" width="${width}" height="${height}"/>`,
    text(senderX, 18, 'middle', 'gw-head', 'sender') + text(receiverX, 18, 'middle', 'gw-head', 'receiver'),
    text(8, 18, 'start', 'gw-faint', 'ms') + text(width - 8, 18, 'end', 'gw-faint', 'ms'),
    omitted(diagram.before, 'before', 32),
    ...rows.map(mark),
    life(senderX) + life(receiverX),
    ...rows.map(arrows),
    ...pauses.map(pause),
    ...rows.map(labels),
    omitted(diagram.after, 'after', bottom + 32),
    '</svg>',
  ].join('\n');
}

function mark({ row, y, notes }: PlacedRow): string {
  if (row.highlight === null) return '';
  const [x, w] = row.direction === 'to-receiver' ? [4, senderX - 10] : [receiverX + 6, width - receiverX - 10];
  return `<rect class="gw-mark" rx="3" x="${x}" y="${y - 10}" width="${w}" height="${18 + noteHeight * notes.length}"/>`;
}

function arrows({ row, y, arrivalYs }: PlacedRow): string {
  const isOut = row.direction === 'to-receiver';
  const [from, to] = isOut ? [senderX, receiverX] : [receiverX, senderX];
  if (row.lost !== null) {
    const [x, end] = [from + (to - from) * 0.42, y + lostLean];
    const cross = `M${x - 5} ${end - 5}l10 10m0 -10l-10 10`;
    const words = text(x + (isOut ? 10 : -10), end + 4, isOut ? 'start' : 'end', 'gw-over gw-lost', row.lost);
    return `<path class="gw-lost" d="M${from} ${y}L${x} ${end}${cross}"/>${words}`;
  }
  const back = isOut ? -1 : 1;
  return row.arrivals
    .map(({ corrupted }, i) => {
      const end = arrivalYs[i]!;
      const head = `M${to + 8 * back} ${end - 4}L${to} ${end}L${to + 8 * back} ${end + 4}`;
      const words = corrupted
        ? text(to + 14 * back, end - 5, isOut ? 'end' : 'start', 'gw-over gw-damaged', 'corrupted')
        : '';
      const kind = corrupted ? 'gw-damaged' : isOut ? 'gw-packet' : 'gw-ack';
      return `<path class="${kind}" d="M${from} ${y}L${to} ${end}${head}"/>${words}`;
    })
    .join('');
}

function labels({ row, y, notes }: PlacedRow): string {
  const isOut = row.direction === 'to-receiver';
  const [x, anchor] = isOut ? [senderX - 12, 'end'] : [receiverX + 12, 'start'];
  const what = `${row.label}${row.remark === '' ? '' : ` (${row.remark})`}`;
  const time = row.ms.toFixed(1);
  return [
    isOut ? text(8, y + 4, 'start', 'gw-faint', time) : text(width - 8, y + 4, 'end', 'gw-faint', time),
    text(x, y + 4, anchor, '', what, isOut ? 38 : 24),
    ...notes.map((note, i) => text(x, y + 4 + noteHeight * (i + 1), anchor, 'gw-note', note)),
  ].join('');
}

function pause({ y, ms }: Pause): string {
  const middle = (senderX + receiverX) / 2;
  return text(middle, y, 'middle', 'gw-over gw-faint', `${shortMs(ms)} pass`);
}

function omitted(count: number, where: string, y: number): string {
  if (count === 0) return '';
  const words = `${count} ${count === 1 ? 'packet' : 'packets'} ${where}`;
  return text((senderX + receiverX) / 2, y, 'middle', 'gw-faint', words);
}

function text(x: number, y: number, anchor: string, kind: string, words: string, most = longestText): string {
  const named = kind === '' ? '' : ` class="${kind}"`;
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${named}>${escaped(words, most)}</text>`;
}

/** Cut, with nothing that XML forbids or takes for markup. */
function escaped(words: string, most: number): string {
  const clean = words.toWellFormed().replace(/[\p{Cc}\p{Cf}\uFFFE\uFFFF]/gu, ' ');
  const characters = [...clean];
  const cut = characters.length <= most ? clean : `${characters.slice(0, most - 1).join('')}…`;
  return escapeMarkup(cut);
}
