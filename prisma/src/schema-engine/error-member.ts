/** An error as the native engine reports it, which is what Prisma's command line knows how to show. */
export function errorMember(error: unknown) {
  const known = error as { message?: string; code?: string; meta?: unknown };
  const message = known.message ?? String(error);
  return {
    error: {
      code: 4466,
      message,
      data: { is_panic: false, message, error_code: known.code ?? null, meta: known.meta ?? null },
    },
  };
}
