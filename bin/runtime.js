// How the pinned Node is run. It is read by whatever Node the host has, so it is plain JavaScript.
import os from 'node:os';

/** V8's own, where there are processors enough for all of them and what they help. */
const MOST_HELPERS = 4;

/**
 * For the commands that stay, and share a machine with others: a small young generation, and a heap that is
 * collected before it has doubled. By default V8 lets either grow to several times what is alive; to collect
 * sooner takes a fifth more of the processors where events come as fast as they can. And no more threads that
 * look through the heap than leave a processor to everybody else: with four on two, all wait for a fifth of a second.
 *
 * @param {number} processors
 */
const flagsFor = (processors) => [
  '--max-semi-space-size=8',
  '--heap-growing-percent=100',
  `--v8-pool-size=${Math.min(MOST_HELPERS, Math.max(1, processors - 1))}`,
];
const SERVING = ['start', 'serve', 'worker'];

/**
 * The initial value of glibc's own. Once it is said, blocks of more than 128 kB are given back when they
 * are freed; else the first large one teaches glibc to keep all of up to 32 MB, in an arena for each
 * thread, and what compiling PostgreSQL's WebAssembly took is never given back: 100 MB. Other systems do
 * not look at it.
 */
const MALLOC = { MALLOC_TRIM_THRESHOLD_: '131072' };

/**
 * @param {readonly string[]} args what the command was given
 * @param {Readonly<Record<string, string | undefined>>} environment whose own words on either stand
 * @param {number} [processors] how many there are; what old versions of Node cannot say, they count
 * @returns {{ flags: string[], environment: Record<string, string | undefined> }}
 */
export function runtimeOf(
  args,
  environment,
  processors = os.availableParallelism?.() ?? os.cpus().length,
) {
  // Options may stand before the command. Something else that is called like one does no harm.
  if (!args.some((argument) => SERVING.includes(argument)))
    return { flags: [], environment: { ...environment } };
  const said = environment.NODE_OPTIONS ?? '';
  const flags = flagsFor(processors).filter((flag) => !said.includes(flag.split('=')[0]));
  return { flags, environment: { ...MALLOC, ...environment } };
}
