import { type ModalityRegistry, readerLoader } from '../fusion/index.ts';
import type { ModelRow, Store } from '../store/index.ts';

/** What is changed in one model so that it keeps nothing of a user. */
export interface ForgettingModel {
  readonly row: ModelRow;
  /** The parts that are others then; null where the model cannot be opened. */
  readonly parts: ReadonlyMap<string, Uint8Array> | null;
}

/**
 * Finds what models keep of users by themselves (their ids, what they did as rows beside those of the
 * others), and what each of them is without. Reads only.
 * @returns the models that keep something of the users, and those that cannot be opened, because a
 * modality that they were trained with is not there
 */
export async function forgetInModels(
  store: Store,
  modalities: ModalityRegistry,
  userIds: readonly string[],
): Promise<ForgettingModel[]> {
  const gone = new Set(userIds);
  const load = readerLoader(modalities);
  const found: ForgettingModel[] = [];
  for (const row of await store.models.list()) {
    const stored = await store.models.parts(row.id);
    const reader = opened(load, stored);
    if (reader === null) {
      found.push({ row, parts: null });
      continue;
    }
    if (!reader.userIds.some((userId) => gone.has(userId))) continue;
    const without = reader.forgetting(gone).toParts();
    const parts = [...without].filter(([name, bytes]) => !same(bytes, stored.get(name)));
    found.push({ row, parts: new Map(parts) });
  }
  return found;
}

function opened(
  load: ReturnType<typeof readerLoader>,
  parts: ReadonlyMap<string, Uint8Array>,
): ReturnType<typeof load> | null {
  try {
    return load(parts);
  } catch {
    return null;
  }
}

function same(bytes: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && Buffer.compare(bytes, other) === 0;
}
