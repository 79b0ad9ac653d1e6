import { languageById } from '@gradewire/core';
import type { MatrixEntry, MatrixMember } from '@gradewire/db';
import { historyByTeams, matrixByTeams } from './matrix-by-teams.ts';
import type { Seen } from './projection.ts';
import { type Circumstances, isConcealed } from './visibility.ts';
import type { WholeHistory, WholeMatrix } from './whole-matrix.ts';

/** What students see of the class matrix: no concealed pair, and nobody's name but by the assignment's leave. */
export function studentsMatrix(all: WholeMatrix, at: Circumstances): Seen['matrix'] | null {
  if (all.names === 'staff-only') return null;
  const { members, ownTeamId } = all;
  const cells = all.cells.filter((cell) => !isHidden(cell, members, at));
  const seen = matrixByTeams({ ...all, cells });
  const shown = seen.cells.map(({ hidden: _, ...cell }) => cell);
  if (all.names === 'teams') return { ...seen, cells: shown };
  const labels = labelsByLanguage(members);
  return {
    ...seen,
    // In the order of their labels: that of the teams' names would tell of them.
    subjects: seen.subjects
      .map((one) => {
        const label = labels.get(one.id)!;
        return one.own
          ? { ...one, label }
          : { ...one, label, team: null, folder: null, submissionId: null, headSha: null };
      })
      .sort((a, b) => (a.label < b.label ? -1 : 1)),
    cells: shown.map((cell, index) => {
      const { teamId, since } = cells[index]!;
      return {
        ...unsaid(cell),
        ...(teamId === ownTeamId ? {} : anonymous),
        since: { ...cell.since, ...(since.teamId === ownTeamId ? {} : anonymous) },
      };
    }),
    runs: seen.runs.map((run) => ({ ...run, runId: null })),
  };
}

export function studentsHistory(all: WholeHistory, at: Circumstances): Seen['matrixHistory'] | null {
  if (all.names === 'staff-only') return null;
  const entries = all.entries.filter((entry) => !isHidden(entry, all.members, at));
  const items = historyByTeams({ ...all, entries }).items.map(({ hidden: _, ...item }) => item);
  if (all.names === 'teams') return { items };
  return {
    items: items.map((item, index) => {
      return { ...unsaid(item), ...(entries[index]!.teamId === all.ownTeamId ? {} : anonymous) };
    }),
  };
}

const anonymous = { runId: null, submissionId: null, headSha: null };

/** Sentences name both sides. */
function unsaid<T extends { causes: { code: string; text: string | null }[] }>(one: T): T {
  return { ...one, causes: one.causes.map(({ code }) => ({ code, text: null })) };
}

/** A version names pairs by their folders, as in a submission by itself. */
function isHidden(cell: MatrixEntry, members: readonly MatrixMember[], at: Circumstances): boolean {
  const [client, server] = [cell.client, cell.server].map((id) => members.find((one) => one.id === id));
  // Of who has left nothing is told.
  if (client === undefined || server === undefined) return true;
  return isConcealed({ id: `pair/${client.folder}/${server.folder}`, hidden: cell.hidden }, at);
}

/** `Python`, `Python 2`, … in the order in which they came. */
function labelsByLanguage(members: readonly MatrixMember[]): Map<string, string> {
  const counts = new Map<string, number>();
  const inOrder = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  return new Map(
    inOrder.map(({ id, language }) => {
      const name = (language === null ? undefined : languageById(language)?.title) ?? 'Unknown';
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [id, count === 1 ? name : `${name} ${count}`];
    }),
  );
}
