const WITH_OFFSET = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*(Z|[+-]\d\d:?\d\d)$/i;

function instantOf(value: unknown): number | null {
  if (typeof value !== 'string' || !WITH_OFFSET.test(value)) return null;
  const milliseconds = Date.parse(value);
  return Number.isNaN(milliseconds) ? null : milliseconds;
}

/**
 * When it happened by our clock: `receivedAt - (sentAt - originalTimestamp)`, so that a client whose
 * clock is wrong by any amount is put right. Without a `sentAt` the client's time is taken as it is,
 * without any time the moment of receipt. A time that cannot be read is passed on as it was, for
 * ingest to turn the message away by its reason.
 */
export function messageTime(original: unknown, sentAt: unknown, receivedAt: number): string {
  if (original === undefined || original === null) return new Date(receivedAt).toISOString();
  const happened = instantOf(original);
  if (happened === null) return String(original);
  const sent = instantOf(sentAt);
  return new Date(sent === null ? happened : receivedAt - (sent - happened)).toISOString();
}
