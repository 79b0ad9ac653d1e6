/** Whether a case is among these: ids, or beginnings of ids up to a slash, as an AssignmentVersion's visibility has them. */
export function isNamed(caseId: string, names: readonly string[]): boolean {
  return names.some((name) => caseId === name || caseId.startsWith(`${name}/`));
}
