/** One line of the doctor's findings. The field names are those of `--json`. */
export type Check = {
  id: string;
  title: string;
  ok: boolean;
  /** Without it nothing can be graded; a missing optional one only costs comfort or a backend. */
  required: boolean;
  /** What was found, in a few words. */
  found: string;
  /** How to get there if it is not ok. */
  fix: string;
};

/** Whether the machine can grade: every required check is ok. */
export function isReady(checks: Check[]): boolean {
  return checks.every((check) => check.ok || !check.required);
}
