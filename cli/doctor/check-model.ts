import type { PortraitConfiguration } from '../../config/index.ts';
import type { Store } from '../../store/index.ts';
import { problemOf } from '../errors.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** Whether a model serves, and whether this version of the program can read it. */
export async function checkModel(
  store: Store,
  { modalities, baseFolder }: PortraitConfiguration,
): Promise<Finding> {
  const row = await store.models.active();
  if (row === null) return warning('model', 'no model serves yet', 'Run `portrait train`.');
  const { loadModalities } = await import('../../server/index.ts');
  const { ModelRegistry } = await import('../../profiles/index.ts');
  try {
    await new ModelRegistry(store, await loadModalities(modalities, baseFolder)).trained(row.id);
  } catch (error) {
    const { code, message } = problemOf(error);
    const mend =
      code === 'ModelFormatError'
        ? 'Run `portrait train`, or `portrait start`, which does so by itself. Until then profiles stay as they are, and nothing is recommended or explained by them.'
        : 'See the message; a model that is damaged is trained anew with `portrait train`.';
    return problem('model', message, mend);
  }
  return ok('model', `${row.id}, trained at ${new Date(row.createdAt).toISOString()}`);
}
