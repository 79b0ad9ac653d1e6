/** Insertions, deletions, exchanges and swaps of neighbours from one text to the other (optimal string alignment). */
function edits(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const here = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min(above[column]! + 1, here[column - 1]! + 1, above[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, before[column - 2]! + 1);
      here.push(least);
    }
    [before, above] = [above, here];
  }
  return above[to.length]!;
}

/** The name that was probably meant; undefined if none is near. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const asked = text.slice(0, 64).toLowerCase();
  const [best] = names.map((name) => ({ name, away: edits(asked, name) })).sort((a, b) => a.away - b.away);
  return best && best.away <= Math.max(1, Math.floor(best.name.length / 3)) ? best.name : undefined;
}
