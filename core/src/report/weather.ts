import type { GradingResult, Matrix, MatrixCell } from '../result.ts';
import { type Pair, passedInAll } from './cell-mark.ts';

/** The pairs of a class once more, over a link that delays, loses or is slow. */
export interface Weather {
  readonly name: string;
  /** A pair that was not run under it, since it fails without, is `not-run`. */
  readonly matrix: Matrix;
  readonly passed: number;
  readonly all: number;
}

export const weatherCaseId = (weather: string, pair: Pair): string =>
  `weather/${weather}/${pair.client}/${pair.server}`;

/** In the order in which the result has them; empty where no weather was asked for. */
export function weathersOf(result: GradingResult): Weather[] {
  return weatherNames(result).map((name) => {
    const cells: Record<string, Record<string, MatrixCell>> = {};
    const cases = new Map(result.cases.map((graded) => [graded.id, graded]));
    for (const client of result.matrix.clients) {
      const row = result.matrix.servers.map((server): [string, MatrixCell] => {
        const { outcome, blame } = cases.get(weatherCaseId(name, { client, server })) ?? notRun;
        return [server, { outcome, blame, firstClient: outcome, secondClient: outcome }];
      });
      cells[client] = Object.fromEntries(row);
    }
    const matrix = { ...result.matrix, cells };
    return { name, matrix, ...passedInAll(matrix) };
  });
}

/** A kit's profile has no slash in its name; what comes after it are folders' names, which may hold anything. */
export function weatherNames({ cases }: Pick<GradingResult, 'cases'>): string[] {
  const ids = cases.filter(({ group }) => group === 'weather').map(({ id }) => id.split('/')[1]!);
  return [...new Set(ids)];
}

const notRun = { outcome: 'not-run', blame: null } as const;
