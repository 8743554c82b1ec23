import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { NativePreparationError } from './native-preparation-error.ts';
import { CACHE } from './paths.ts';
import { extractEntry, listZip, type ZipEntry } from './zip-reader.ts';

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** The names under which the package links: the wheel's libraries export the same C interface. */
const LINKS = [
  ['libtensorflow.so', 'libtensorflow_cc.so.2'],
  ['libtensorflow.so.2.9.1', 'libtensorflow_cc.so.2'],
  ['libtensorflow_framework.so', 'libtensorflow_framework.so.2'],
  ['libtensorflow_framework.so.2.9.1', 'libtensorflow_framework.so.2'],
];

const HEADERS = [
  /^tensorflow\/include\/(tensorflow\/c\/.*\.h)$/,
  /^tensorflow\/include\/(tensorflow\/tsl\/platform\/c?tstring\w*\.h)$/,
  /^tensorflow\/include\/(tensorflow\/core\/platform\/c?tstring\w*\.h)$/,
  /^tensorflow\/include\/(tsl\/platform\/c?tstring\w*\.h)$/,
  /^tensorflow\/include\/(tsl\/c\/.*\.h)$/,
];

/** Where the unpacked library and headers lie once they are complete. */
export function libraryFolder(): string {
  return path.join(CACHE, 'tensorflow-2.15.1');
}

/** Takes the C library and its headers out of the wheel; complete or not at all. */
export async function unpackLibrary(wheel: string): Promise<void> {
  console.log('Unpacking the library.');
  const entries = await listZip(wheel);
  const partial = `${libraryFolder()}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(path.join(partial, 'lib'), { recursive: true });
  for (const library of LIBRARIES) {
    const entry = entries.find(({ name }) => name === `tensorflow/${library}`);
    if (entry === undefined) {
      throw new NativePreparationError(
        `${wheel} does not contain ${library}; it is another wheel.`,
      );
    }
    await extractEntry(wheel, entry, path.join(partial, 'lib', library));
  }
  for (const [link, library] of LINKS) await symlink(library, path.join(partial, 'lib', link));
  for (const entry of entries) {
    const header = headerPath(entry);
    if (header !== null) await extractEntry(wheel, entry, path.join(partial, 'include', header));
  }
  await rename(partial, libraryFolder());
}

function headerPath({ name }: ZipEntry): string | null {
  for (const pattern of HEADERS) {
    const match = pattern.exec(name);
    if (match !== null) return match[1];
  }
  return null;
}
