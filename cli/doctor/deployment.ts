import { existsSync } from 'node:fs';
import type { PortraitConfiguration } from '../../config/index.ts';
import type { CommandContext } from '../context.ts';
import { problemOf } from '../errors.ts';
import { chosenSources, readySource } from '../sources.ts';
import { storeFolder, withStore } from '../store-of.ts';
import { checkModel } from './check-model.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

/** More are told as "at least" so many. */
const FAILURES_COUNTED = 1_000;
const SOURCE_TIMEOUT_MS = 10_000;

/** The configuration, where it can be read, and what was found about it. */
export async function checkConfiguration(
  context: CommandContext,
): Promise<{ configuration: PortraitConfiguration | null; finding: Finding }> {
  const file = context.configurationFile();
  if (file === null) {
    const mend =
      'Run `portrait init` for a shop of your own, or `portrait start` for the demo shop.';
    return {
      configuration: null,
      finding: warning('configuration', 'no portrait.yaml here', mend),
    };
  }
  try {
    const configuration = await context.configuration(file);
    const { sources, segments } = configuration;
    const message = `${file}: ${sources.length} sources, ${segments.length} segments`;
    return { configuration, finding: ok('configuration', message) };
  } catch (error) {
    const mend = 'Correct the lines named; nothing else works before.';
    const finding = problem('configuration', problemOf(error).message, mend);
    return { configuration: null, finding };
  }
}

export async function checkEachSource(
  context: CommandContext,
  configuration: PortraitConfiguration,
): Promise<Finding[]> {
  if (configuration.sources.length === 0) {
    const mend = 'Add one under `sources:` in portrait.yaml; `portrait init` writes examples.';
    return [warning('sources', 'no sources are declared', mend)];
  }
  return Promise.all(
    chosenSources(configuration, undefined).map(async (declared) => {
      const name = `source ${declared.id}`;
      try {
        const source = readySource(context, configuration, declared, SOURCE_TIMEOUT_MS);
        const { ok: fine, message } = await source.connector.check(source.config, source.context);
        const mend = 'See the message; `portrait source check` tries again.';
        return fine ? ok(name, message) : problem(name, message, mend);
      } catch (error) {
        const mend = 'Is the service running, and can this machine reach it?';
        return problem(name, problemOf(error).message, mend);
      }
    }),
  );
}

/** The store, its lock, the model and what waits in the dead letters. */
export async function checkStore(configuration: PortraitConfiguration): Promise<Finding[]> {
  const folder = storeFolder(configuration);
  if (folder !== null && !existsSync(folder)) {
    const message = `no store yet in ${folder}`;
    return [warning('store', message, 'Run `portrait start`, or `portrait source sync`.')];
  }
  try {
    return await withStore(configuration, async (store) => {
      const { users, events } = await store.events.counts();
      const letters = await store.deadLetters.count(null);
      const failures = await store.encodingFailures.list(FAILURES_COUNTED);
      return [
        ok(
          'store',
          `${store.kind}, ${events.toLocaleString('en')} events of ${users.toLocaleString('en')} users`,
        ),
        await checkModel(store, configuration),
        failures.length === 0
          ? ok('profiles', 'everybody could be encoded')
          : warning(
              'profiles',
              `${failures.length === FAILURES_COUNTED ? 'at least ' : ''}${failures.length} users keep an old profile: the model fails on what they did last (${failures[0].error})`,
              'Their next event or the next model tries again. Look at their last events in the timeline.',
            ),
        letters === 0
          ? ok('dead letters', 'none wait')
          : warning(
              'dead letters',
              `${letters.toLocaleString('en')} rows could not be taken in`,
              'A few are normal. `portrait source status` says of which streams they are.',
            ),
      ];
    });
  } catch (error) {
    const mend = 'See the message; a lock of a process that died is taken over by itself.';
    return [problem('store', problemOf(error).message, mend)];
  }
}
