import { bytesToJson, jsonToBytes } from '../../fusion/model/index.ts';
import type { Store } from '../../store/index.ts';

const HEADER = 'network/header.json';

/** Leaves a model as a version of the program would whose experts gave a score of another name. */
export async function asOfAnotherVersion(store: Store, modelId: string): Promise<void> {
  const parts = new Map(await store.models.parts(modelId));
  const header = bytesToJson(parts, HEADER) as { schema: { columns: { name: string }[] } };
  header.schema.columns[0]!.name = 'social.hunch';
  await store.models.replaceParts(modelId, new Map([[HEADER, jsonToBytes(header)]]));
}
