import type { Locale, ModalityRegistry } from '../fusion/index.ts';
import type { Store } from '../store/index.ts';
import type { EvidenceEvent, Factor } from './explanation.ts';

const MOST_EVENTS = 50;

/** The share of each event where the factors' values are divided among the events behind them. */
export function sharesOf(factors: readonly Factor[]): Map<string, number> {
  const shares = new Map<string, number>();
  for (const { value, evidence } of factors) {
    for (const id of evidence) {
      shares.set(id, (shares.get(id) ?? 0) + value / evidence.length);
    }
  }
  return shares;
}

/** Looks events up and says what the user did; the weightiest first, at most 50. */
export async function describeEvidence(
  store: Store,
  modalities: ModalityRegistry,
  userId: string,
  shares: ReadonlyMap<string, number>,
  locale: Locale,
): Promise<EvidenceEvent[]> {
  const weightiest = [...shares]
    .sort(([leftId, left], [rightId, right]) => {
      return Math.abs(right) - Math.abs(left) || (leftId < rightId ? -1 : 1);
    })
    .slice(0, MOST_EVENTS);
  if (weightiest.length === 0) return [];
  const rows = await store.events.byIds(
    userId,
    weightiest.map(([id]) => id),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const items = await store.items.byIds(rows.flatMap(({ itemId }) => itemId ?? []));
  return weightiest.flatMap(([eventId, share]) => {
    const event = byId.get(eventId);
    if (event === undefined) return [];
    const item = event.itemId === null ? null : (items.get(event.itemId) ?? null);
    const sentence = modalities.has(event.modality)
      ? modalities.get(event.modality).evidence(event, item, locale)
      : `${event.modality} ${event.type}`;
    return [{ eventId, at: event.at, modality: event.modality, sentence, share }];
  });
}
