import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ConnectorRetryableError } from '../contract/errors.ts';
import { type Line, linesOf } from '../kit/lines.ts';
import { exitProblem } from './exit-problem.ts';
import { GuardedProcess } from './guarded-process.ts';
import type { OutputTail } from './output-tail.ts';
import { PrivateFolder } from './private-folder.ts';
import { executableOf, type Program, type ProgramArgument } from './program.ts';
import { SilenceWatch } from './silence-watch.ts';

/** Of our own environment a program gets what it needs to run, and none of Portrait's secrets. */
const INHERITED =
  /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|(HTTPS?|NO|ALL)_PROXY|(https?|no|all)_proxy|DOCKER_[A-Z_]+|XDG_RUNTIME_DIR)$/;

const MOUNT = '/portrait';

/**
 * Runs a program and yields its output line by line, never faster than it is taken. Ends well only if
 * the program does; its process group and its private files are gone afterwards, whatever happens.
 * @param tail takes what the program prints on standard error
 * @throws {ConnectorError} of the kind that says what to do, where the program fails or falls silent
 */
export async function* runProgram(
  program: Program,
  args: readonly ProgramArgument[],
  tail: OutputTail,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  signal.throwIfAborted();
  const [, ...first] = program.command;
  const executable = executableOf(program);
  const folder = await PrivateFolder.create(program.image !== null);
  let child: GuardedProcess | null = null;
  const stop = () => void child?.stop();
  try {
    const container = program.image === null ? null : `portrait-${randomUUID()}`;
    const options = container === null ? [] : dockerOptions(container, folder, program);
    const placed = await placedArguments(args, folder, container === null ? folder.files : MOUNT);
    child = new GuardedProcess([executable, ...first, ...options, ...placed], {
      cwd: program.folder,
      environment: { ...inherited(), ...program.environment },
      folder: folder.path,
      container,
      graceMs: program.graceMs,
    });
    signal.addEventListener('abort', stop, { once: true });
    yield* outputOf(child, program, tail, signal);
  } finally {
    signal.removeEventListener('abort', stop);
    await child?.stop();
    await folder.remove();
  }
}

async function* outputOf(
  child: GuardedProcess,
  program: Program,
  tail: OutputTail,
  signal: AbortSignal,
): AsyncGenerator<Line> {
  const { name, silenceMs, maxLineBytes } = program;
  let isSilent = false;
  const watch = new SilenceWatch(silenceMs, () => {
    isSilent = true;
    void child.stop();
  });
  child.onError((chunk) => {
    tail.add(chunk);
    watch.heard();
  });
  const refuseStopped = () => {
    signal.throwIfAborted();
    if (!isSilent) return;
    throw new ConnectorRetryableError(
      `${name} printed nothing for ${silenceMs / 1000} s and was ended. ${tail.lastWords}`.trim(),
    );
  };
  let unfinished: Line | null = null;
  try {
    for await (const line of linesOf(watched(child.output, watch), maxLineBytes)) {
      // Of a program that fails, the last line may be half of one; it comes again with the next read.
      if (line.ending === '') unfinished = line;
      else yield line;
    }
  } catch (error) {
    // The output of a program that was stopped breaks off.
    refuseStopped();
    throw error;
  }
  const end = await watch.during(child.ended);
  refuseStopped();
  if (end.code !== 0) throw exitProblem(program, end, tail);
  if (unfinished !== null) yield unfinished;
}

async function* watched(
  output: AsyncIterable<Buffer>,
  watch: SilenceWatch,
): AsyncGenerator<Buffer> {
  const chunks = output[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await watch.during(chunks.next());
      if (next.done) return;
      yield next.value;
    }
  } finally {
    await chunks.return?.();
  }
}

async function placedArguments(
  args: readonly ProgramArgument[],
  folder: PrivateFolder,
  seenAt: string,
): Promise<string[]> {
  const placed: string[] = [];
  for (const argument of args) {
    if (typeof argument === 'string') {
      placed.push(argument);
    } else {
      await folder.write(argument.file, argument.content);
      placed.push(join(seenAt, argument.file));
    }
  }
  return placed;
}

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] => INHERITED.test(entry[0]) && entry[1] !== undefined,
    ),
  );

/** Values of variables are taken from Docker's own environment, not from its command line. */
function dockerOptions(
  container: string,
  folder: PrivateFolder,
  { environment, image }: Program,
): string[] {
  const variables = Object.keys(environment).flatMap((name) => ['--env', name]);
  const mount = ['-v', `${folder.files}:${MOUNT}:ro`];
  return ['run', '-i', '--rm', '--name', container, ...mount, ...variables, image!];
}
