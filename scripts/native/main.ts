// Prepares native TensorFlow for training (`npm run native`): five to twenty times the speed of
// WebAssembly in dense layers, for about half a gigabyte of disk. Nothing else depends on it.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildBinding } from './build-binding.ts';
import { NativePreparationError } from './native-preparation-error.ts';
import { packageFolder, TENSORFLOW_PACKAGE, TENSORFLOW_VERSION } from './paths.ts';
import { run } from './run-command.ts';
import { selfCheck } from './self-check.ts';
import { libraryFolder, unpackLibrary } from './unpack-library.ts';
import { obtainWheel } from './wheel.ts';

const USAGE = `npm run native [-- --check] [-- --wheel FILE]
  --check        only say whether native TensorFlow works here
  --wheel FILE   take the C library from this tensorflow-cpu 2.15.1 wheel (cp311, manylinux_2_17_x86_64)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean', default: false },
      wheel: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.check) return report(await selfCheck());
  const before = await selfCheck();
  if (before.works) return report(before);
  await installPackage();
  const hasLibrary = values.wheel !== undefined || existsSync(libraryFolder());
  if (!hasLibrary && (await ordinaryInstall())) return report(await selfCheck());
  await installFromWheel(values.wheel);
  report(await selfCheck());
}

/** Puts the package in place without its install script, which would undo it where it fails. */
async function installPackage(): Promise<void> {
  if (existsSync(packageFolder())) return;
  console.log(`Installing ${TENSORFLOW_PACKAGE} ${TENSORFLOW_VERSION}.`);
  const wanted = `${TENSORFLOW_PACKAGE}@${TENSORFLOW_VERSION}`;
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { ok, output } = await run('npm', ['install', ...flags, wanted]);
  if (!ok) {
    throw new NativePreparationError(
      `npm could not install ${wanted}. A package registry must be reachable.\n${output}`,
    );
  }
}

/** The package's own way: a ready-made library from the host it is published on. */
async function ordinaryInstall(): Promise<boolean> {
  console.log('Trying the ready-made library that the package downloads for itself.');
  const { ok } = await run('npm', ['rebuild', TENSORFLOW_PACKAGE], { limitMs: 300_000 });
  const works = ok && (await selfCheck()).works;
  if (!works) console.log('That host is not reachable from here, or its library does not fit.');
  return works;
}

/** The way for closed networks: the same C library out of the Python package. */
async function installFromWheel(given: string | undefined): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NativePreparationError(
      `There is no other source of the library for ${process.platform} on ${process.arch}. WebAssembly keeps working.`,
    );
  }
  if (!existsSync(libraryFolder())) {
    const wheel = await obtainWheel(given);
    await unpackLibrary(wheel.file);
    await wheel.release();
  }
  await buildBinding();
}

function report(check: Awaited<ReturnType<typeof selfCheck>>): void {
  console.log(check.message);
  if (!check.works) process.exitCode = 1;
}

main().catch((error: unknown) => {
  if (!(error instanceof NativePreparationError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
});
