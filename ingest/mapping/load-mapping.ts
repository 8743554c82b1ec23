import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mappedParts } from '../validate/mapped-parts.ts';
import { compileMappings } from './compile.ts';
import type { MappingDeclaration } from './declaration.ts';
import type { StreamMapping } from './mapped-record.ts';

/** A stream's mapping cannot be used; a person has to mend the configuration or the function. */
export class MappingError extends Error {
  override readonly name = 'MappingError';
}

/**
 * The mapping of a stream, ready to use.
 * @param baseFolder where `./file.ts#name` is looked up from
 * @throws {MappingError} where the file cannot be loaded or exports no such function
 */
export async function loadMapping(
  declaration: MappingDeclaration,
  baseFolder: string,
): Promise<StreamMapping> {
  if (typeof declaration !== 'string') return compileMappings([declaration].flat());
  const hash = declaration.lastIndexOf('#');
  const file = path.resolve(baseFolder, declaration.slice(0, hash));
  const name = declaration.slice(hash + 1);
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (cause) {
    throw new MappingError(
      `The mapping ${declaration} cannot be loaded: ${firstLine(cause)} Check the path, which is read from the folder of portrait.yaml.`,
      { cause },
    );
  }
  const found = module[name];
  if (typeof found === 'function') {
    return { map: (record) => mappedParts(found(record)), mapUnfiltered: null };
  }
  const functions = Object.keys(module).filter((key) => typeof module[key] === 'function');
  throw new MappingError(
    `The mapping ${declaration}: the file exports no function \`${name}\`; it exports ${functions.join(', ') || 'none'}.`,
  );
}

function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return `${text.split('\n')[0]!.replace(/\.$/, '')}.`;
}
