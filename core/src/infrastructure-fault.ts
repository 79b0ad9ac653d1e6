/**
 * A fault of the grader (Docker gone, disk full, link dead): thrown, never turned into a student's outcome.
 * `what` is one sentence that names the part and the way out.
 */
export class InfrastructureFault extends Error {
  override readonly name = 'InfrastructureFault';
  constructor(what: string, cause?: unknown) {
    super(cause instanceof Error ? `${what}: ${cause.message}` : what, { cause });
  }
}
