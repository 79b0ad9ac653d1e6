import type { Blame, Outcome } from '../outcome.ts';
import type { GradingResult, Matrix, MatrixCell } from '../result.ts';

/** `none`: failed, but charged to nobody. */
export type CellKind = 'passed' | Blame | 'none' | 'not-run' | 'incomplete';

/** How a cell is shown: never by colour alone. */
export interface CellMark {
  readonly kind: CellKind;
  readonly letter: string;
  /** How it failed, where that is not simply a wrong answer: one character or none. */
  readonly suffix: string;
  readonly words: string;
}

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  passed: 'passed',
  failed: 'failed',
  'timed-out': 'timed out',
  crashed: 'crashed',
  'out-of-memory': 'out of memory',
  'output-limit': 'too much output',
  'build-failed': 'build failed',
  unsupported: 'not supported',
  'not-run': 'not run',
};

export const outcomeSuffix: Readonly<Record<Outcome, string>> = {
  passed: '',
  failed: '',
  'timed-out': '~',
  crashed: '!',
  'out-of-memory': 'm',
  'output-limit': 'o',
  'build-failed': '#',
  unsupported: 'u',
  'not-run': '',
};

export const kindLetter: Readonly<Record<CellKind, string>> = {
  passed: '✔',
  client: 'C',
  server: 'S',
  both: 'B',
  none: 'F',
  'not-run': '·',
  incomplete: '?',
};

export const kindWords: Readonly<Record<CellKind, string>> = {
  passed: 'passed',
  client: "client's fault",
  server: "server's fault",
  both: 'fault of both',
  none: 'failed, charged to nobody',
  'not-run': 'not run',
  incomplete: 'incomplete (a fault of the grader, costs nothing)',
};

/** The order of legends. */
export const kinds: readonly CellKind[] = ['passed', 'client', 'server', 'both', 'none', 'not-run', 'incomplete'];

export function cellMark(cell: MatrixCell | undefined): CellMark {
  const kind = kindOf(cell);
  const how = cell === undefined || kind === 'passed' || kind === 'not-run' ? null : cell.outcome;
  return {
    kind,
    letter: kindLetter[kind],
    suffix: how === null ? '' : outcomeSuffix[how],
    words: how === null ? kindWords[kind] : `${outcomeWords[how]}, ${kindWords[kind].replace(/^failed, /, '')}`,
  };
}

function kindOf(cell: MatrixCell | undefined): CellKind {
  if (cell === undefined) return 'incomplete';
  if (cell.outcome === 'passed' || cell.outcome === 'not-run') return cell.outcome;
  return cell.blame ?? 'none';
}

/** The cell of a pair; undefined where an incomplete run has none. A folder may be named like a member of Object. */
export function cellAt(matrix: Matrix, client: string, server: string): MatrixCell | undefined {
  const row = Object.hasOwn(matrix.cells, client) ? matrix.cells[client] : undefined;
  return row !== undefined && Object.hasOwn(row, server) ? row[server] : undefined;
}

export interface Pair {
  readonly client: string;
  readonly server: string;
}

export const pairCaseId = (pair: Pair): string => `pair/${pair.client}/${pair.server}`;

/** Case id to pair, for every cell of the matrix; ids are not taken apart, since a folder's name may hold anything. */
export function pairsByCase(result: Pick<GradingResult, 'matrix'>): Map<string, Pair> {
  const pairs = new Map<string, Pair>();
  for (const client of result.matrix.clients) {
    for (const server of result.matrix.servers) pairs.set(pairCaseId({ client, server }), { client, server });
  }
  return pairs;
}

export interface PairCount {
  readonly passed: number;
  /** Pairs that ran: one whose other side does not work yet says nothing of this side. */
  readonly all: number;
  /** Pairs that failed by the fault of the program that was asked for. */
  readonly atFault: number;
}

/** Counts the pairs of one client (its row) or one server (its column). */
export function countPairs(matrix: Matrix, role: 'client' | 'server', id: string): PairCount {
  const others = role === 'client' ? matrix.servers : matrix.clients;
  const cells = others
    .map((other) => (role === 'client' ? cellAt(matrix, id, other) : cellAt(matrix, other, id)))
    .filter((cell) => cell !== undefined)
    .filter(({ outcome }) => outcome !== 'not-run');
  return {
    passed: cells.filter((cell) => cell.outcome === 'passed').length,
    all: cells.length,
    atFault: cells.filter((cell) => cell.blame === role || cell.blame === 'both').length,
  };
}

export function passedInAll(matrix: Matrix): { passed: number; all: number } {
  const rows = matrix.clients.map((client) => countPairs(matrix, 'client', client));
  const sum = (part: 'passed' | 'all') => rows.reduce((total, row) => total + row[part], 0);
  return { passed: sum('passed'), all: sum('all') };
}
