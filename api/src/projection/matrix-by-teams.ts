import { blameInClass } from '@gradewire/core';
import type { MatrixEntry, MatrixMember, Origin } from '@gradewire/db';
import { shownState } from '../store/shown-state.ts';
import type { Seen } from './projection.ts';
import type { WholeHistory, WholeMatrix } from './whole-matrix.ts';

/** With everybody's name. */
export function matrixByTeams({ names, ownTeamId, members, cells, runs }: WholeMatrix): Seen['matrix'] {
  return {
    names,
    subjects: members.map((one) => ({
      id: one.id,
      label: labelOf(one),
      language: one.language,
      own: ownTeamId !== null && one.teamId === ownTeamId,
      team: one.teamId === null || one.team === null ? null : { id: one.teamId, name: one.team },
      folder: one.folder,
      submissionId: one.submissionId,
      headSha: one.headSha,
      asOf: one.asOf.toISOString(),
    })),
    cells: blameInClass(cells).map((cell) => ({
      client: cell.client,
      server: cell.server,
      ...foundIn(cell),
      ...originOf(cell),
      since: originOf(cell.since),
    })),
    runs: runs.map(({ runId, state, createdAt }) => ({
      runId,
      state: shownState(state),
      createdAt: createdAt.toISOString(),
    })),
  };
}

export function historyByTeams({ entries }: WholeHistory): Seen['matrixHistory'] {
  const items = entries.map((entry, index) => {
    const before = entries[index - 1];
    const changed = before === undefined || colourOf(before) !== colourOf(entry);
    return { ...originOf(entry), ...foundIn(entry), changed };
  });
  return { items };
}

/** As the history in the database tells colours apart. */
function colourOf({ outcome, blame }: MatrixEntry): string {
  return outcome === 'passed' ? outcome : (blame ?? 'nobody');
}

function labelOf({ team, folder }: MatrixMember): string {
  return team === null ? folder : `${team}: ${folder}`;
}

function originOf({ at, runId, submissionId, headSha }: Origin) {
  return { at: at.toISOString(), runId, submissionId, headSha };
}

function foundIn({ outcome, blame, points, maxPoints, feedback, hidden }: MatrixEntry) {
  return { outcome, blame, points, maxPoints, causes: feedback.map(({ code, text }) => ({ code, text })), hidden };
}
