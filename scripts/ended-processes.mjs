// A reporter for Node's test runner, to stand beside another: of a test file whose process ended otherwise
// than by its tests the runner itself says no more than "test failed". Where FAILURES_FILE names a file, what failed is
// written there as JSON: the files that the engine itself ended, and how much else.
import { writeFileSync } from 'node:fs';

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* endedProcesses(events) {
  const told = [];
  const trapped = [];
  let others = 0;
  /** By file: what was begun in it and is not over, by the id of the test. */
  const begun = new Map();
  for await (const { type, data } of events) {
    if (type === 'test:fail') {
      if (isTrapped(data.details?.error)) trapped.push(data.file);
      else others += 1;
    }
    if (data?.entryFile !== undefined) {
      const underWay = begun.get(data.entryFile) ?? new Map();
      begun.set(data.entryFile, underWay);
      if (type === 'test:dequeue') underWay.set(data.testId, data);
      if (type === 'test:complete') underWay.delete(data.testId);
      continue;
    }
    if (type !== 'test:complete' || !endedItself(data.details?.error)) continue;
    const sentence = sentenceOf(data, begun.get(data.file));
    told.push(sentence);
    yield sentence;
  }
  const { FAILURES_FILE } = process.env;
  if (FAILURES_FILE !== undefined) {
    writeFileSync(FAILURES_FILE, JSON.stringify({ trapped, others }));
  }
  // Once more where it is looked for: the run may have told of a thousand tests since.
  if (told.length > 0) yield ['', 'ended processes:', ''].join('\n');
  yield* told;
}

/** Whether a check within V8 ended a file's process, before any of its tests had failed. */
function isTrapped(error) {
  return error?.signal === 'SIGTRAP' && error.failureType !== 'subtestsFailed';
}

/** Whether it was not its failed tests that ended a file's process: these make it exit with 1. */
function endedItself(error) {
  if (error?.exitCode === undefined) return false;
  return error.failureType !== 'subtestsFailed' || error.signal !== null || error.exitCode !== 1;
}

function sentenceOf({ name, details: { error } }, underWay) {
  const how =
    error.signal === null
      ? `ended with exit code ${error.exitCode}`
      : `was ended by ${error.signal}`;
  const failed = error.failureType === 'subtestsFailed' ? '' : ', with no failed test';
  return `✖ ${name}: its process ${how}${failed}, ${when(underWay)}.\n`;
}

/** As far as was heard: what a process says of itself in its last milliseconds may be lost with it. */
function when(underWay) {
  if (underWay === undefined) return 'before any test began';
  const parents = new Set([...underWay.values()].map(({ parentId }) => parentId));
  const last = [...underWay.values()].filter(({ testId }) => !parents.has(testId));
  if (last.length === 0) return 'while no test ran';
  return `while ${last.map(({ name }) => JSON.stringify(name)).join(' and ')} ran`;
}
