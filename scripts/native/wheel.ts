import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { NativePreparationError } from './native-preparation-error.ts';
import { CACHE } from './paths.ts';
import { run } from './run-command.ts';

const PROJECT = 'tensorflow-cpu';
const VERSION = '2.15.1';
const WHEEL = /-cp311-cp311-manylinux_2_17_x86_64\S*\.whl$/;
const FOLDER = path.join(CACHE, 'download');

export interface Wheel {
  readonly file: string;
  /** Deletes the file if this program downloaded it. */
  release(): Promise<void>;
}

/**
 * The wheel that holds TensorFlow's C library: the given file, or by pip, or straight from PyPI.
 * Any Python will do, and none too: a wheel is a zip file and none of it is run.
 */
export async function obtainWheel(given: string | undefined): Promise<Wheel> {
  if (given !== undefined) {
    if (!existsSync(given)) throw new NativePreparationError(`There is no file ${given}.`);
    return { file: path.resolve(given), release: async () => {} };
  }
  await mkdir(FOLDER, { recursive: true });
  console.log(`Downloading ${PROJECT} ${VERSION} (207 MB), which holds the same C library.`);
  const failures: string[] = [];
  for (const download of [withPip, straight]) {
    const failure = await download();
    if (failure === null) {
      const name = (await readdir(FOLDER)).find((entry) => WHEEL.test(entry));
      if (name !== undefined) {
        return { file: path.join(FOLDER, name), release: () => rm(FOLDER, { recursive: true }) };
      }
    }
    failures.push(failure ?? 'the download ended without a file');
  }
  throw new NativePreparationError(
    [
      'The C library could not be downloaded:',
      ...failures.map((failure) => `- ${failure}`),
      `Download the ${PROJECT} ${VERSION} wheel (cp311, manylinux_2_17_x86_64) where you can, and run: npm run native -- --wheel FILE`,
    ].join('\n'),
  );
}

/** By pip, which knows the mirrors and certificates that this machine is set up for. */
async function withPip(): Promise<string | null> {
  const args = [
    ...['download', `${PROJECT}==${VERSION}`, '--no-deps', '--only-binary=:all:', '--quiet'],
    ...['--platform', 'manylinux_2_17_x86_64', '--python-version', '311', '--implementation', 'cp'],
    ...['--dest', FOLDER],
  ];
  const attempts = [
    ['pip', ...args],
    ['pip3', ...args],
    ['python3', '-m', 'pip', ...args],
  ];
  let failure = 'pip is not installed';
  for (const [command, ...rest] of attempts) {
    const { ok, output } = await run(command, rest);
    if (ok) return null;
    if (!output.includes('ENOENT')) failure = `pip: ${output.split('\n').at(-1)}`;
  }
  return failure;
}

interface ReleaseFile {
  readonly filename: string;
  readonly url: string;
  readonly digests: { readonly sha256: string };
}

async function straight(): Promise<string | null> {
  try {
    const listing = await fetch(`https://pypi.org/pypi/${PROJECT}/${VERSION}/json`);
    if (!listing.ok) return `PyPI answered ${listing.status}`;
    const { urls } = (await listing.json()) as { urls: ReleaseFile[] };
    const entry = urls.find(({ filename }) => WHEEL.test(filename));
    if (entry === undefined) return 'PyPI does not list the wheel';
    const file = path.join(FOLDER, entry.filename);
    const answer = await fetch(entry.url);
    if (!answer.ok || answer.body === null) return `PyPI answered ${answer.status} for the file`;
    await pipeline(answer.body as AsyncIterable<Uint8Array>, createWriteStream(file));
    if ((await sha256(file)) === entry.digests.sha256) return null;
    await rm(file);
    return 'the file from PyPI does not match its checksum';
  } catch (error) {
    return `PyPI: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
