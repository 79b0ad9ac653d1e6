/** Where wake-ups travel. The truth is in Postgres in any case: what is lost here only costs time. */
export interface QueueSettings {
  /** BullMQ on Redis, if there is one. */
  readonly redisUrl?: string | undefined;
  /** Otherwise BullMQ on the database itself, in the schema `bullmq`. */
  readonly databaseUrl: string;
  /** Tells queues of one Redis or database apart; needed by tests only. */
  readonly name?: string;
}

/** BullMQ reserves the colon in names. */
export const queueName = ({ name }: QueueSettings) => name ?? 'gradewire-wake-ups';
