import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import {
  ConnectorConfigError,
  ConnectorFatalError,
  ConnectorRetryableError,
} from '../../../connectors/index.ts';
import { OutputTail } from '../../../connectors/programs/output-tail.ts';
import { runProgram } from '../../../connectors/programs/run-program.ts';
import { isAlive, linesPrinted, nodeProgram, privateFolders, until } from './support.ts';

const SECRET = 'hunter2-hunter2';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'portrait-run-program-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

describe('running a program', () => {
  it('gives it documents as private files that are gone afterwards, and nothing secret to see', async () => {
    const script = `
      const { readFileSync, statSync } = require('node:fs');
      const { dirname } = require('node:path');
      const file = process.argv.at(-1);
      const mode = (path) => (statSync(path).mode & 0o777).toString(8);
      console.log(JSON.stringify({
        file, content: readFileSync(file, 'utf8'), modes: [mode(file), mode(dirname(file))],
        shown: readFileSync('/proc/self/cmdline', 'utf8') + readFileSync('/proc/self/environ', 'utf8'),
      }));`;
    process.env.PORTRAIT_TEST_SECRET = SECRET;
    const content = { password: SECRET };
    const [line] = await linesPrinted(nodeProgram(script), [
      '--config',
      { file: 'c.json', content },
    ]);
    delete process.env.PORTRAIT_TEST_SECRET;
    const found = JSON.parse(line);
    assert.deepEqual(JSON.parse(found.content), content);
    assert.deepEqual(found.modes, ['600', '700']);
    assert.ok(!found.shown.includes(SECRET), 'neither its arguments nor its environment show it');
    assert.throws(() => readFileSync(found.file), /ENOENT/);
  });

  it('gives it the variables of its configuration', async () => {
    const script = 'console.log(process.env.TAP_REGION)';
    assert.deepEqual(
      await linesPrinted(nodeProgram(script, { environment: { TAP_REGION: 'north' } })),
      ['north'],
    );
  });

  it('takes lines of any chunks, and of an endless one only the start', async () => {
    const script = `
      process.stdout.write('{"name":"Zo');
      setTimeout(() => process.stdout.write(Buffer.from([0xc3])), 20);
      setTimeout(() => process.stdout.write(Buffer.from([0xab, 0x22, 0x7d, 0x0a])), 40);
      setTimeout(() => process.stdout.write('x'.repeat(3e6) + '\\nlast'), 60);`;
    const lines = await linesPrinted(nodeProgram(script));
    assert.equal(lines[0], '{"name":"Zoë"}');
    assert.equal(lines[1].length, 1_048_576);
    assert.equal(lines[2], 'last');
  });

  it('drops the half line of a program that failed', async () => {
    const script = `process.stdout.write('whole\\n{"half":'); process.exitCode = 3;`;
    const lines: string[] = [];
    await assert.rejects(async () => {
      const program = nodeProgram(script);
      const run = runProgram(program, [], new OutputTail([]), new AbortController().signal);
      for await (const { bytes } of run) lines.push(bytes.toString());
    }, ConnectorFatalError);
    assert.deepEqual(lines, ['whole']);
  });

  it('lets a program print no faster than its lines are taken', async () => {
    const progress = join(folder, 'written');
    const script = `
      const { writeFileSync } = require('node:fs');
      const line = 'x'.repeat(999) + '\\n';
      let written = 0;
      const more = () => {
        while (written < 50_000) {
          written += 1;
          if (!process.stdout.write(line)) {
            writeFileSync(${JSON.stringify(progress)}, String(written));
            return process.stdout.once('drain', more);
          }
        }
      };
      more();`;
    const controller = new AbortController();
    const run = runProgram(nodeProgram(script), [], new OutputTail([]), controller.signal);
    await run.next();
    await until(() => Number(readText(progress)) > 0);
    await new Promise((done) => setTimeout(done, 300));
    // A pipe and two stream buffers hold some hundred kilobytes.
    assert.ok(Number(readText(progress)) < 2_000, readText(progress));
    await run.return(undefined);
  });
});

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** Prints its number and that of a child of its own, and takes no notice of being asked to end. */
const STUBBORN = `
  process.on('SIGTERM', () => undefined);
  const { spawn } = require('node:child_process');
  const child = spawn('sleep', ['300'], { stdio: 'inherit' });
  console.log(process.pid + ' ' + child.pid);
  setInterval(() => undefined, 1000);`;

describe('ending a program', () => {
  it('ends it with everything it has started when its lines are no longer wanted', async () => {
    const controller = new AbortController();
    const run = runProgram(nodeProgram(STUBBORN), [], new OutputTail([]), controller.signal);
    const pids = (await run.next()).value!.bytes.toString().split(' ').map(Number);
    assert.ok(pids.every(isAlive));
    await run.return(undefined);
    assert.ok(!pids.some(isAlive), 'nothing is left');
  });

  it('ends it when the caller aborts, also while nobody waits for a line', async () => {
    const controller = new AbortController();
    const program = nodeProgram(STUBBORN);
    const run = runProgram(program, [], new OutputTail([]), controller.signal);
    const pids = (await run.next()).value!.bytes.toString().split(' ').map(Number);
    controller.abort(new Error('no longer wanted'));
    assert.ok(await until(() => !pids.some(isAlive)));
    await assert.rejects(run.next(), /no longer wanted/);
  });

  it('leaves nothing behind of a program that ends with a child still printing', async () => {
    const script = `
      const { spawn } = require('node:child_process');
      const child = spawn('sleep', ['300'], { stdio: 'inherit', detached: false });
      child.unref();
      console.log(child.pid);
      process.exit(0);`;
    const [pid] = (await linesPrinted(nodeProgram(script))).map(Number);
    assert.ok(await until(() => !isAlive(pid)));
  });

  it('ends one that prints nothing for too long, and says so', async () => {
    const script = 'console.log(process.pid); setInterval(() => undefined, 1000);';
    const program = nodeProgram(script, { silenceMs: 400 });
    await assert.rejects(linesPrinted(program), (error: Error) => {
      assert.ok(error instanceof ConnectorRetryableError);
      assert.match(error.message, /test-program printed nothing for 0\.4 s and was ended/);
      return true;
    });
  });

  it('does not take a slow reader for a silent program', async () => {
    const script = "console.log('a'); console.log('b');";
    const program = nodeProgram(script, { silenceMs: 1500 });
    const lines: string[] = [];
    const run = runProgram(program, [], new OutputTail([]), new AbortController().signal);
    for await (const { bytes } of run) {
      lines.push(bytes.toString());
      if (lines.length === 1) await new Promise((done) => setTimeout(done, 2000));
    }
    assert.deepEqual(lines, ['a', 'b']);
  });

  it('is ended, and its files removed, when this process is killed', async () => {
    const parent = join(folder, 'parent.ts');
    writeFileSync(
      parent,
      `import { OutputTail } from ${JSON.stringify(join(import.meta.dirname, '../../../connectors/programs/output-tail.ts'))};
       import { runProgram } from ${JSON.stringify(join(import.meta.dirname, '../../../connectors/programs/run-program.ts'))};
       import { nodeProgram } from ${JSON.stringify(join(import.meta.dirname, 'support.ts'))};
       const args = [{ file: 'secret.json', content: { password: 'x' } }];
       const program = nodeProgram(${JSON.stringify(STUBBORN.replace('process.pid +', "process.argv.at(-1) + ' ' + process.pid +"))});
       void (async () => {
         for await (const { bytes } of runProgram(program, args, new OutputTail([]), new AbortController().signal)) {
           process.stdout.write(bytes + '\\n');
         }
       })();`,
    );
    const child = spawn(process.execPath, ['--import', 'tsx', parent], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const line = await new Promise<string>((done) =>
      createInterface({ input: child.stdout }).once('line', done),
    );
    const [file, ...pids] = line.split(' ');
    assert.ok(pids.map(Number).every(isAlive));
    assert.match(readText(file), /password/);
    child.kill('SIGKILL');
    assert.ok(await until(() => !pids.map(Number).some(isAlive)), 'no orphan');
    assert.ok(await until(() => readText(file) === ''), 'no secret left on the disk');
  });
});

describe('what a failure means', () => {
  const failing = (script: string, fields = {}) => linesPrinted(nodeProgram(script, fields));
  const says = async (
    run: Promise<unknown>,
    kind: new (message: string) => Error,
    words: RegExp,
  ): Promise<void> => {
    await assert.rejects(run, (error: Error) => {
      assert.ok(error instanceof kind, `${error.name}: ${error.message}`);
      assert.match(error.message, words);
      return true;
    });
  };

  it('exit code 137 is told as what it is, and tried again', async () => {
    const words = /was killed \(exit code 137, SIGKILL\).*out of memory/;
    await says(failing('process.exit(137)'), ConnectorRetryableError, words);
    await says(failing("process.kill(process.pid, 'SIGKILL')"), ConnectorRetryableError, words);
  });

  it('a crash is a defect, an end from outside is not', async () => {
    await says(
      failing("process.kill(process.pid, 'SIGSEGV')"),
      ConnectorFatalError,
      /crashed \(exit code 139\)/,
    );
    await says(
      failing("process.kill(process.pid, 'SIGTERM'); setTimeout(() => undefined, 9999)"),
      ConnectorRetryableError,
      /ended from outside/,
    );
  });

  it('what the program said decides where its exit code says nothing', async () => {
    const said = (words: string) =>
      failing(`console.error(${JSON.stringify(words)}); process.exit(1)`);
    await says(said('OSError: Connection refused'), ConnectorRetryableError, /Connection refused/);
    await says(said('ERROR: invalid credentials'), ConnectorConfigError, /Mend its `settings`/);
    await says(said('ZeroDivisionError: division by zero'), ConnectorFatalError, /exit code 1/);
    await says(failing('process.exit(1)'), ConnectorFatalError, /It said nothing/);
  });

  it('a program that is not there, or whose interpreter is not, asks for a mend', async () => {
    const absent = nodeProgram('', { command: ['no-such-tap'] });
    await says(linesPrinted(absent), ConnectorConfigError, /"no-such-tap" on the PATH/);
    const moved = join(folder, 'moved-tap');
    writeFileSync(moved, '#!/no/such/python3\n', { mode: 0o755 });
    const broken = nodeProgram('', { command: [moved] });
    await says(linesPrinted(broken), ConnectorConfigError, /cannot be started \(exit code 127\)/);
  });

  it('leaves no private folder behind, whatever happened', async () => {
    const mine = async (run: () => Promise<unknown>) => {
      const before = new Set(privateFolders());
      await run().catch(() => undefined);
      return privateFolders().filter((name) => !before.has(name));
    };
    // Other test files run programs at the same time, so that only what stays counts.
    const left = await mine(() => failing('process.exit(137)'));
    assert.ok(await until(() => !privateFolders().some((name) => left.includes(name))));
  });
});
