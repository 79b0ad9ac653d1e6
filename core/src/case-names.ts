/** Whether a case is among these names: whole ids, or beginnings of ids up to a slash (`loss/30` is all below it). */
export function isNamed(caseId: string, names: readonly string[]): boolean {
  return names.some((name) => caseId === name || caseId.startsWith(`${name}/`));
}
