import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_PREFIX } from '../packages.ts';

const TEMPLATE = join(import.meta.dirname, 'template');
const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** A connector cannot be scaffolded there, or by that name. */
export class ScaffoldError extends Error {
  override readonly name = 'ScaffoldError';
}

/**
 * Writes a new connector into a folder of its own: a package that passes conformance as it is.
 * @returns the folder
 * @throws {ScaffoldError} where the name is none, or the folder is there already
 */
export async function scaffoldConnector(name: string, within: string): Promise<string> {
  if (!NAME.test(name)) {
    throw new ScaffoldError(
      `"${name}" cannot be a connector's name; use small letters, digits and dashes, such as shop-orders.`,
    );
  }
  const folder = join(within, `${PACKAGE_PREFIX}${name}`);
  if (existsSync(folder)) {
    throw new ScaffoldError(`${folder} is there already; choose another name, or remove it.`);
  }
  await mkdir(folder, { recursive: true });
  const words = name.replaceAll('-', ' ');
  const title = `${words[0].toUpperCase()}${words.slice(1)}`;
  for (const file of await readdir(TEMPLATE)) {
    const text = await readFile(join(TEMPLATE, file), 'utf8');
    const own = text
      .replaceAll('shop-orders', name)
      .replaceAll('SHOP_ORDERS', name.replaceAll('-', '_').toUpperCase())
      .replaceAll('Shop orders', title);
    await writeFile(join(folder, file.replace(/\.template$/, '')), own, { flag: 'wx' });
  }
  return folder;
}
