import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { NativePreparationError } from './native-preparation-error.ts';
import { packageFolder, TENSORFLOW_PACKAGE } from './paths.ts';
import { run } from './run-command.ts';
import { libraryFolder } from './unpack-library.ts';

/** Compiles the small piece between Node and the library (about ten seconds). */
export async function buildBinding(): Promise<void> {
  for (const tool of ['g++', 'make']) {
    if (!(await run(tool, ['--version'])).ok) {
      throw new NativePreparationError(
        `${tool} is needed to build the binding and is not installed. On Debian or Ubuntu: apt-get install g++ make python3`,
      );
    }
  }
  const dependencies = path.join(packageFolder(), 'deps');
  await rm(dependencies, { recursive: true, force: true });
  await symlink(libraryFolder(), dependencies);
  console.log('Building the binding.');
  const { ok, output } = await run('npm', ['rebuild', TENSORFLOW_PACKAGE, '--foreground-scripts'], {
    env: { npm_config_build_from_source: 'true' },
  });
  if (!ok) {
    throw new NativePreparationError(
      `The binding could not be built. It needs g++, make, python3 and Node's headers (npm config get nodedir).\n${output}`,
    );
  }
}
