import { createRequire } from 'node:module';
import path from 'node:path';
import { importOutside, offerOwn } from '../../connectors/index.ts';
import {
  defaultModalities,
  type Modality,
  ModalityError,
  type ModalityRegistry,
} from '../../fusion/index.ts';
import { modalityProblems } from './modality-problems.ts';

/**
 * The modalities that come with Portrait, and those of the packages that a shop names, in that order.
 * @param named names of installed packages, or paths that begin with a dot or a slash
 * @param baseFolder where paths begin, and packages are looked for
 * @throws {ModalityError} where one cannot be loaded or is no modality
 */
export async function loadModalities(
  named: readonly string[],
  baseFolder: string,
): Promise<ModalityRegistry> {
  const registry = defaultModalities();
  for (const name of named) registry.register(await outsideModality(name, baseFolder));
  return registry;
}

async function outsideModality(name: string, baseFolder: string): Promise<Modality> {
  offerOwn('portrait/modality', new URL('../../fusion/index.ts', import.meta.url));
  let module: Record<string, unknown>;
  try {
    const { resolve } = createRequire(path.join(path.resolve(baseFolder), 'package.json'));
    module = await importOutside(resolve(name));
  } catch (cause) {
    throw new ModalityError(
      `The modality "${name}" of portrait.yaml cannot be loaded: ${reasonOf(cause)}`,
      { cause },
    );
  }
  const modality = module.default;
  const problems = modalityProblems(modality);
  if (problems.length === 0) return modality as Modality;
  throw new ModalityError(
    `The default export of the modality "${name}" of portrait.yaml is no modality: ${problems.join('; ')}. The contract is in fusion/modalities/modality.ts.`,
  );
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'it threw something that is no error.';
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'MODULE_NOT_FOUND') {
    return 'it is not there. Install the package, or give a path from the folder of portrait.yaml that begins with a dot.';
  }
  return cause.message.split('\n')[0]!;
}
