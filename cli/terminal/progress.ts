import cliProgress from 'cli-progress';

/** One piece of work that takes a while. */
export interface Step {
  /** @param total null where it is not known how much there is */
  update(done: number, total: number | null, note?: string): void;
  finish(note?: string): void;
}

export interface Progress {
  step(title: string): Step;
}

const TITLE_WIDTH = 28;
const LINE_EVERY_MS = 5000;

/** Bars on a terminal, a line now and then elsewhere; both on standard error. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return { step: (title) => (stream.isTTY ? barStep(title, stream) : lineStep(title, stream)) };
}

function barStep(title: string, stream: NodeJS.WriteStream): Step {
  const bar = new cliProgress.SingleBar({
    format: `${title.padEnd(TITLE_WIDTH)} {bar} {percentage}% {note}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: false,
    stream,
  });
  const startedAt = performance.now();
  bar.start(1, 0, { note: '' });
  return {
    update(done, total, note = '') {
      // Without a total the bar stays where it is and the note tells how far it is.
      if (total !== null) bar.setTotal(Math.max(1, total));
      bar.update(total === null ? 0 : Math.min(done, total), {
        note: total === null ? `${done} ${note}` : note,
      });
    },
    finish(note = '') {
      bar.setTotal(1);
      bar.update(1, { note: `${note} (${seconds(startedAt)} s)` });
      bar.stop();
    },
  };
}

function lineStep(title: string, stream: NodeJS.WriteStream): Step {
  const startedAt = performance.now();
  let lastAt = startedAt;
  stream.write(`${title} ...\n`);
  return {
    update(done, total, note = '') {
      const now = performance.now();
      if (now - lastAt < LINE_EVERY_MS) return;
      lastAt = now;
      const far =
        total === null || total === 0
          ? done
          : `${Math.min(100, Math.floor((100 * done) / total))} %`;
      stream.write(`${title} ... ${far} ${note}`.trimEnd().concat('\n'));
    },
    finish(note = '') {
      stream.write(`${title}: done in ${seconds(startedAt)} s${note === '' ? '' : `, ${note}`}\n`);
    },
  };
}

function seconds(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1);
}
