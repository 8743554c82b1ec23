import { adaptationFromParts } from '../adaptation/index.ts';
import type { Item } from '../data/item.ts';
import { ModalityRegistry } from '../modalities/registry.ts';
import type { LabelSchema } from '../model/index.ts';
import { Catalog } from './catalog.ts';
import { ExpertPanel } from './expert-panel.ts';
import { ExpertReader, PREFIX } from './expert-reader.ts';
import { PartsError, PartsReader } from './parts.ts';

/**
 * Makes a function that restores readers. A reader knows the modalities that it was trained with;
 * those that were registered since are for the next training.
 * @throws {PartsError} (from the returned function) where a part or a modality is missing
 */
export function readerLoader(
  registry: ModalityRegistry,
): (parts: ReadonlyMap<string, Uint8Array>) => ExpertReader {
  return (parts) => {
    const reader = new PartsReader(parts);
    const stored = new PartsReader(reader.within(PREFIX));
    const own = trainedWith(registry, stored.json<string[]>('modalities'));
    const catalog = new Catalog(stored.json<Item[]>('items'));
    const panel = ExpertPanel.fromParts(own, (prefix) => stored.within(prefix), catalog);
    const content = {
      catalog,
      userIds: stored.json<string[]>('users'),
      categories: stored.json<string[]>('categories'),
      labels: stored.json<LabelSchema[]>('labels'),
    };
    const adaptation = adaptationFromParts(reader.within(PREFIX));
    return new ExpertReader(own, content, panel, adaptation);
  };
}

function trainedWith(registry: ModalityRegistry, names: readonly string[]): ModalityRegistry {
  const missing = names.filter((name) => !registry.has(name));
  if (missing.length > 0) {
    throw new PartsError(
      `The stored model was trained with ${missing.join(', ')}, which no modality is registered for. Name its package under \`modalities:\` in portrait.yaml, or train the model again.`,
    );
  }
  return names.reduce((own, name) => own.register(registry.get(name)), new ModalityRegistry());
}
