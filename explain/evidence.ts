import type { Locale, ModalityRegistry } from '../fusion/index.ts';
import type { Store } from '../store/index.ts';
import type { EvidenceEvent, Factor, RankedEvent } from './explanation.ts';

/** The events behind factors, each with its share of what rests on it, the weightiest for the verdict first. */
export function rankedEvents(factors: readonly Factor[], member: boolean): RankedEvent[] {
  const shares = new Map<string, number>();
  for (const { value, evidence } of factors) {
    for (const id of evidence) {
      shares.set(id, (shares.get(id) ?? 0) + value / evidence.length);
    }
  }
  const sign = member ? 1 : -1;
  return [...shares]
    .map(([eventId, share]) => ({ eventId, share }))
    .sort(
      (left, right) => sign * (right.share - left.share) || (left.eventId < right.eventId ? -1 : 1),
    );
}

/** Looks events up and says what the user did, in the order given; those that are gone are left out. */
export async function describeEvidence(
  store: Store,
  modalities: ModalityRegistry,
  userId: string,
  ranked: readonly RankedEvent[],
  locale: Locale,
): Promise<EvidenceEvent[]> {
  if (ranked.length === 0) return [];
  const rows = await store.events.byIds(
    userId,
    ranked.map(({ eventId }) => eventId),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const items = await store.items.byIds(rows.flatMap(({ itemId }) => itemId ?? []));
  return ranked.flatMap(({ eventId, share }) => {
    const event = byId.get(eventId);
    if (event === undefined) return [];
    const item = event.itemId === null ? null : (items.get(event.itemId) ?? null);
    const sentence = modalities.has(event.modality)
      ? modalities.get(event.modality).evidence(event, item, locale)
      : `${event.modality} ${event.type}`;
    return [{ eventId, at: event.at, modality: event.modality, sentence, share }];
  });
}
