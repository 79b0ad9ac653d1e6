import { type GradingResult, isNamed } from '@gradewire/core';
import { cellAt } from '@gradewire/core/report';
import type { Claim, MatrixPair, MatrixSubjectFound, NewMatrix, TeamTree } from '@gradewire/db';
import type { Order } from './version-of-run.ts';

/**
 * What a run adds to its class matrix: an official one the pairs of the team's own programs, which it has run anyway.
 * Undefined where it is for its own score only. `teams` are those that were met, by the names in the subjects' ids.
 */
export function matrixOf(
  result: GradingResult,
  claim: Pick<Claim, 'reason' | 'submissionId' | 'teamId'>,
  order: Pick<Order, 'among' | 'counts' | 'hidden' | 'kit'>,
  teams: ReadonlyMap<string, TeamTree> = new Map(),
): NewMatrix | undefined {
  const asOf = asOfMatrix(claim, order);
  if (asOf === undefined) return undefined;
  const teamId = order.among?.kind === 'repository' ? null : claim.teamId;
  const graded = new Set(result.subjects.map(({ id }) => id));
  const { clients, servers } = result.matrix;
  const ids = [...new Set([...clients, ...servers])];
  const subjects = ids.map((id): MatrixSubjectFound => {
    const language = languageOf(result, id);
    // A team's name is a slug; a folder may hold colons.
    const colon = teams.size === 0 ? -1 : id.indexOf(':');
    const folder = id.slice(colon + 1);
    if (graded.has(id)) return { teamId, folder, language, graded: true, submissionId: claim.submissionId, asOf };
    if (teamId === null) return { teamId, folder, language, graded: false, submissionId: null, asOf };
    const { receivedAt, ...team } = teams.get(id.slice(0, colon))!;
    return { teamId: team.teamId, folder, language, graded: false, submissionId: team.submissionId, asOf: receivedAt };
  });
  const cases = new Map(result.cases.map((one) => [one.id, one]));
  const pairs = clients.flatMap((client) =>
    servers.flatMap((server): MatrixPair[] => {
      const id = `pair/${client}/${server}`;
      const cell = cellAt(result.matrix, client, server);
      if (cell === undefined) return [];
      const sides = { client: ids.indexOf(client), server: ids.indexOf(server) };
      const { points = 0, maxPoints = 0, feedback = [] } = cases.get(id) ?? {};
      // A version names its cases as a submission by itself has them.
      const plain = `pair/${subjects[sides.client]!.folder}/${subjects[sides.server]!.folder}`;
      const isHidden = isNamed(id, order.hidden) || isNamed(plain, order.hidden);
      const { outcome, blame } = cell;
      return [{ ...sides, outcome, blame, points, maxPoints, feedback, hidden: isHidden }];
    }),
  );
  return { teamId, asOf, subjects, pairs };
}

/** When what is graded came in, or was merged; undefined for a run that the matrix does not depend on. */
function asOfMatrix(
  { reason }: Pick<Claim, 'reason'>,
  { among, counts, kit }: Pick<Order, 'among' | 'counts' | 'kit'>,
): Date | undefined {
  if (!kit.meetsOthers) return undefined;
  if (among?.kind === 'repository') return reason === 'matrix' ? among.mergedAt : undefined;
  return reason === 'official' ? counts?.receivedAt : among?.receivedAt;
}

function languageOf({ programs }: GradingResult, subject: string): string | null {
  return programs.find(({ id, role }) => id === `${subject}/${role}`)?.language || null;
}
